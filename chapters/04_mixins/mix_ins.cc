// Chapter 04: the mix-ins.
//
// Every server of chapter 03, alone or with a mix-in around it: twelve classes,
// and nowhere more about each than its row in servers.h.

#include "chapters/04_mixins/servers.h"
#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"

#include <cstddef>

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  constexpr std::size_t kMostAtOnce = 10'000;
  socketserver::MixInOptions mix_ins;
  const auto servers = socketserver::mix_in_servers(mix_ins);
  socketserver::ServerStageOptions options;
  options.server = "ThreadingTCPServer";
  CLI::App app("Chapter 04: the mix-ins");
  socketserver::add_server_flags(app, options, servers);
  app.add_option("--max-threads", mix_ins.threading.max_threads,
                 "How many threads a threading server may have; 0: any number")
      ->check(CLI::Range(std::size_t{0}, kMostAtOnce))
      ->capture_default_str();
  app.add_option("--max-children", mix_ins.forking.max_children,
                 "How many children a forking server may have")
      ->check(CLI::Range(std::size_t{1}, kMostAtOnce))
      ->capture_default_str();
  return socketserver::run_stage(
      app, argc, argv, [&] { socketserver::serve_stage(options, servers); });
}
