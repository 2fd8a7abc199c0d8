// Chapter 05: pools.
//
// Every server of chapter 04, and those with a pool of threads: sixteen
// classes; and each of them in one process or, with --processes, in several.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/05_pools/prefork.h"
#include "chapters/05_pools/servers.h"
#include "chapters/support/path_guard.h"
#include "chapters/support/server_registry.h"
#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"
#include "chapters/support/standard_streams.h"
#include "chapters/support/start_line.h"

#include <cstddef>
#include <utility>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

void serve_preforked(const ServerStageOptions& options, const ServerRow& row,
                     std::size_t processes) {
  const Wakeup stop;
  const StopSignals signals(stop);
  const auto handler = stage_handler(options, row.kind);
  UniqueFd socket = row.bind(options, handler);
  const Address address = Address::getsockname(socket.get());
  const PathGuard path(address);
  print_start_line(row.name, address);
  prefork(stop, std::move(socket), processes,
          [&](const Wakeup& own_stop, UniqueFd shared) {
            row.serve_socket(own_stop, std::move(shared), handler);
          });
  print_line("stopped");
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  constexpr std::size_t kMostAtOnce = 10'000;
  const CLI::Range at_least_one(std::size_t{1}, kMostAtOnce);
  socketserver::PoolOptions pools;
  const auto servers = socketserver::pool_servers(pools);
  socketserver::ServerStageOptions options;
  options.server = "ThreadPoolTCPServer";
  std::size_t processes = 0;
  CLI::App app("Chapter 05: pools");
  socketserver::add_server_flags(app, options, servers);
  app.add_option("--max-threads", pools.threading.max_threads,
                 "How many threads a threading server may have; 0: any number")
      ->check(CLI::Range(std::size_t{0}, kMostAtOnce))
      ->capture_default_str();
  app.add_option("--max-children", pools.forking.max_children,
                 "How many children a forking server may have")
      ->check(at_least_one)
      ->capture_default_str();
  app.add_option("--threads", pools.pool.threads, "How many threads a pool has")
      ->check(at_least_one)
      ->capture_default_str();
  app.add_option("--processes", processes,
                 "How many processes serve; without it, this one alone")
      ->check(at_least_one);
  return socketserver::run_stage(app, argc, argv, [&] {
    if (processes == 0) {
      socketserver::serve_stage(options, servers);
    } else {
      socketserver::serve_preforked(
          options, socketserver::row_of(servers, options.server), processes);
    }
  });
}
