// The pools that are measured: as in measured_server.h, a program each.

#ifndef BENCHMARKS_MEASURED_POOL_H_
#define BENCHMARKS_MEASURED_POOL_H_

#include "benchmarks/measured_server.h"
#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/05_pools/prefork.h"
#include "chapters/05_pools/thread_pool_servers.h"
#include "chapters/support/listener.h"
#include "chapters/support/start_line.h"
#include "chapters/support/stoppable.h"

#include <cstddef>
#include <string>
#include <utility>

namespace socketserver {

// A ThreadPoolTCPServer with so many threads.
template <std::size_t Threads>
int serve_pool(int argc, char** argv) {
  return run_measured(argc, argv, [](const std::string& handler) {
    ThreadPoolTCPServer server(ThreadPoolOptions{.threads = Threads}, kAnyPort,
                               handler_named<StreamRequestHandler>(handler));
    print_start_line(handler, server.server_address());
    server.serve_forever();
  });
}

// A TCPServer in each of so many processes.
template <std::size_t Processes>
int serve_preforked(int argc, char** argv) {
  return run_measured(argc, argv, [](const std::string& handler) {
    const Wakeup stop;
    UniqueFd listener = listen_on(kAnyPort);
    print_start_line(handler, Address::getsockname(listener.get()));
    prefork(stop, std::move(listener), Processes,
            [&](const Wakeup& own_stop, UniqueFd shared) {
              Stoppable<TCPServer> server(
                  own_stop, std::move(shared),
                  handler_named<StreamRequestHandler>(handler));
              server.serve_forever();
            });
  });
}

}  // namespace socketserver

#endif  // BENCHMARKS_MEASURED_POOL_H_
