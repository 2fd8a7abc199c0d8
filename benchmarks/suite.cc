#include "benchmarks/suite.h"

#include "benchmarks/load.h"
#include "benchmarks/server_process.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/support/environment.h"

#include <sched.h>

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

namespace socketserver {
namespace {

using Microseconds = std::chrono::duration<double, std::micro>;

// Keeps this thread, and the processes that it starts, on one processor for the
// length of a scope.
class OnOneProcessor {
 public:
  OnOneProcessor() {
    check(::sched_getaffinity(0, sizeof(before_), &before_),
          "sched_getaffinity");
    std::size_t first = 0;
    while (!CPU_ISSET(first, &before_)) {
      ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    check(::sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
  }
  OnOneProcessor(const OnOneProcessor&) = delete;
  OnOneProcessor& operator=(const OnOneProcessor&) = delete;
  ~OnOneProcessor() { ::sched_setaffinity(0, sizeof(before_), &before_); }

 private:
  cpu_set_t before_{};
};

std::vector<std::string> command(const ServerProgram& server,
                                 const Workload& workload) {
  std::vector<std::string> result = server.command;
  result.push_back(workload.handler);
  return result;
}

// The processor's time of the sequential server for a request, in microseconds.
// Measured when it is first asked for, and known from then on.
double sequential_cpu_us(const Workload& workload,
                         const ServerProgram& sequential, std::size_t clients) {
  static std::map<std::pair<std::string, std::size_t>, double> known;
  const std::pair key(workload.name, clients);
  if (const auto found = known.find(key); found != known.end()) {
    return found->second;
  }
  constexpr std::size_t kRequests = 1000;
  ServerProcess server(command(sequential, workload));
  Load load(workload.exchange, server.address(), clients);
  for (std::size_t i = 0; i < kRequests; ++i) {
    load.complete_one();
  }
  load.drain();
  const double time = Microseconds(server.stop()).count() /
                      static_cast<double>(kRequests + clients);
  known.emplace(key, time);
  return time;
}

// Google Benchmark goes on after a row that fails, and ends with success.
bool has_failed = false;

// The table comes at the end; until then, this shows that something happens.
void show_progress() {
  static int slices = 0;
  std::fprintf(stderr, "\r%d slices ", ++slices);
}

void measure(benchmark::State& state, const Workload& workload,
             const ServerProgram& server, const ServerProgram& sequential) {
  const auto clients = static_cast<std::size_t>(state.range(0));
  std::optional<OnOneProcessor> here;
  if (workload.one_processor) {
    here.emplace();
  }
  // With one, a conversation lasts until its client has had enough.
  const bool one_at_a_time = workload.exchange == Exchange::kEcho;
  const double sequential_us =
      sequential_cpu_us(workload, sequential, one_at_a_time ? 1 : clients);
  ServerProcess process(command(server, workload));
  Load load(workload.exchange, process.address(), clients);
  load.warm_up();
  while (state.KeepRunning()) {
    load.complete_one();
  }
  const Microseconds p50 = load.percentile(0.5);
  const Microseconds p99 = load.percentile(0.99);
  load.drain();
  const auto requests = static_cast<double>(state.iterations()) +
                        2 * static_cast<double>(clients);
  const double cpu_us = Microseconds(process.stop()).count() / requests;
  state.SetItemsProcessed(state.iterations());
  state.counters["p50_us"] = p50.count();
  state.counters["p99_us"] = p99.count();
  state.counters["cpu_us"] = cpu_us;
  state.counters["over_sequential_us"] = cpu_us - sequential_us;
  show_progress();
}

// `bazel run` starts us among the runfiles; a file that the reader names is
// meant from where he stands.
void go_where_the_reader_stands() {
  const std::string folder = environment("BUILD_WORKING_DIRECTORY");
  if (!folder.empty()) {
    std::filesystem::current_path(folder);
  }
}

}  // namespace

void add_rows(const Workload& workload, const ServerProgram& server,
              const ServerProgram& sequential,
              const std::vector<int>& clients) {
  auto* const row = benchmark::RegisterBenchmark(
      (workload.name + "/" + server.name).c_str(),
      [=](benchmark::State& state) {
        try {
          measure(state, workload, server, sequential);
        } catch (const std::exception& error) {
          has_failed = true;
          state.SkipWithError(error.what());
        }
      });
  row->ArgName("clients")->UseRealTime()->Unit(benchmark::kMicrosecond);
  for (const int count : clients) {
    row->Arg(count);
  }
}

int run_rows(int argc, char** argv) {
  // What comes later on a command line wins.
  std::vector<std::string> flags = {
      argv[0],
      "--benchmark_enable_random_interleaving=true",
      "--benchmark_repetitions=31",
      "--benchmark_min_time=0.05",
      "--benchmark_display_aggregates_only=true",
      "--benchmark_counters_tabular=true",
  };
  flags.insert(flags.end(), argv + 1, argv + argc);
  std::vector<char*> pointers;
  pointers.reserve(flags.size());
  for (std::string& flag : flags) {
    pointers.push_back(flag.data());
  }
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data());
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
    return 2;
  }
  go_where_the_reader_stands();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return has_failed ? 1 : 0;
}

ServerProgram our_server(const std::string& name) {
  return {name, {program("benchmarks/servers/" + name)}};
}

std::string program(const std::string& path) {
  return std::filesystem::absolute(path).string();
}

}  // namespace socketserver
