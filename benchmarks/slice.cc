#include "benchmarks/slice.h"

#include "benchmarks/load.h"
#include "benchmarks/one_processor.h"
#include "benchmarks/server_process.h"
#include "chapters/01_accept_loop/system_call.h"

#include <chrono>
#include <cstddef>
#include <ctime>
#include <optional>

namespace socketserver {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

std::vector<std::string> command(const ServerProgram& server,
                                 const Workload& workload) {
  std::vector<std::string> result = server.command;
  result.push_back(workload.handler);
  return result;
}

std::chrono::nanoseconds own_cpu_time() {
  timespec time{};
  check(::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time), "clock_gettime");
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

void measure_slice(benchmark::State& state, const Workload& workload,
                   const ServerProgram& server, Latencies& latencies) {
  const auto clients = static_cast<std::size_t>(state.range(0));
  std::optional<OnOneProcessor> here;
  if (workload.one_processor) {
    here.emplace();
  }
  ServerProcess process(command(server, workload));
  Load load(workload.exchange, process.address(), clients);
  load.warm_up();
  const std::chrono::nanoseconds before = own_cpu_time();
  while (state.KeepRunning()) {
    load.complete_one();
  }
  const Microseconds client_cpu = own_cpu_time() - before;
  latencies.add(load.times());
  load.drain();
  const Microseconds server_cpu = process.stop();
  const auto requests = static_cast<double>(state.iterations());
  const auto with_warm_up_and_drain =
      requests + 2 * static_cast<double>(clients);
  state.SetItemsProcessed(state.iterations());
  state.counters["cpu_us"] = server_cpu.count() / with_warm_up_and_drain;
  state.counters["client_cpu_us"] = client_cpu.count() / requests;
  state.counters["p50_us"] = Microseconds(latencies.percentile(0.5)).count();
  constexpr std::size_t kEnough = 1000;  // Ten of them take longer.
  if (latencies.size() >= kEnough) {
    state.counters["p99_us"] = Microseconds(latencies.percentile(0.99)).count();
  }
}

}  // namespace socketserver
