// The stage of chapter 05 with the rigged handlers and servers.

#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"
#include "tests/twin/rigged_handlers.h"
#include "tests/twin/rigged_servers.h"

#include <sys/socket.h>

#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

void serve(const ServerStageOptions& options, const std::string& rig) {
  const auto all_servers = rigged_servers();
  const bool is_server = all_servers.contains(rig);
  const ServerRow& row =
      row_of(all_servers.at(is_server ? rig : ""), options.server);
  if (is_server) {
    row.serve(options, stage_handler(options, row.kind));
    return;
  }
  const auto handlers = rigged_handlers(row.kind.type == SOCK_DGRAM);
  const auto handler = handlers.find(rig);
  if (handler == handlers.end()) {
    throw std::invalid_argument("--rig " + rig + ": there is none");
  }
  row.serve(options, handler->second);
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  std::string rig;
  CLI::App app("The stage of chapter 05, rigged");
  const auto servers = socketserver::rigged_servers().at("");
  socketserver::add_server_flags(app, options, servers);
  app.add_option("--rig", rig, "What goes wrong, or how it cheats")->required();
  return socketserver::run_stage(app, argc, argv,
                                 [&] { socketserver::serve(options, rig); });
}
