// Chapter 04's stage with two servers more, a row each: what registry_test.py
// expects to find wherever the others are.

#include "chapters/04_mixins/servers.h"
#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

Servers extra_servers(const MixInOptions& options) {
  Servers servers = mix_in_servers(options);
  servers.push_back(server_row<ThreadingMixIn<Stoppable<TCPServer>>>(
      "ExtraTCPServer", "threading", options.threading));
  servers.push_back(server_row<Stoppable<UnixDatagramServer>>(
      "ExtraUnixDatagramServer", "extra"));
  return servers;
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  const socketserver::MixInOptions mix_ins;
  const auto servers = socketserver::extra_servers(mix_ins);
  socketserver::ServerStageOptions options;
  options.server = "ExtraTCPServer";
  CLI::App app("Chapter 04, and a row more");
  socketserver::add_server_flags(app, options, servers);
  return socketserver::run_stage(
      app, argc, argv, [&] { socketserver::serve_stage(options, servers); });
}
