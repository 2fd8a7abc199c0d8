// Synchronous, threading and forking servers side by side, and below them the
// floors: the same model in bare system calls.
//
//   ./bazelw run //benchmarks:throughput -- --benchmark_filter=hello

#include "benchmarks/client.h"
#include "benchmarks/slice.h"
#include "benchmarks/suite.h"

#include <string>
#include <vector>

namespace socketserver {
namespace {

const std::vector<std::string> kMixIns = {"", "Threading", "Forking"};
const std::vector<int> kFewAndMany = {1, 4, 16, 64};

void add_models(const Workload& workload, const std::string& base,
                const std::vector<int>& clients) {
  for (const std::string& mix_in : kMixIns) {
    add_rows(workload, our_server(mix_in + base), clients);
  }
}

void add_all() {
  const Workload hello{
      .name = "hello", .handler = "hello", .one_processor = true};
  add_models(hello, "TCPServer", kFewAndMany);
  for (const char* model :
       {"accept_loop", "poll_loop", "thread_loop", "thread_loop_1MB",
        "fork_loop", "fork_loop_libc_signals", "fork_loop_raw_signals"}) {
    add_rows(hello, our_floor(model), {16});
  }
  // The same two programs linked statically: a fork has less to copy.
  add_rows(
      hello,
      {"fork_loop_static", {program("benchmarks/floor_static"), "fork_loop"}},
      {16});
  add_rows(hello, our_server("ForkingTCPServer_static"), {16});
  for (const char* pool : {"ThreadPoolTCPServer", "PreforkTCPServer"}) {
    add_rows(hello, our_server(pool), {16});
  }
  for (const char* model : {"pool_loop", "leader_followers", "prefork_loop",
                            "prefork_accept", "prefork_lock"}) {
    add_rows(hello, pool_floor(model), {16});
  }
  const Workload wait{.name = "wait", .handler = "wait"};
  add_models(wait, "TCPServer", kFewAndMany);
  add_rows(wait, our_server("ThreadPoolTCPServer_64"), {64});
  add_rows(wait, pool_floor("pool_loop_wait"), {64});
  add_models({.name = "compute", .handler = "compute"}, "TCPServer",
             kFewAndMany);
  add_models({.name = "unix", .handler = "hello", .one_processor = true},
             "UnixStreamServer", {16});
  add_models({.name = "datagram",
              .handler = "hello",
              .exchange = Exchange::kDatagram,
              .one_processor = true},
             "UDPServer", {16});

  // A sequential server has one conversation at a time.
  const Workload echo{
      .name = "echo", .handler = "echo", .exchange = Exchange::kEcho};
  add_rows(echo, our_server("TCPServer"), {1});
  add_rows(echo, our_server("ThreadingTCPServer"), {1, 64});
  add_rows(echo, our_server("ForkingTCPServer"), {1, 64});
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::add_all();
  return socketserver::run_rows(argc, argv);
}
