// The stage of chapter 04 with the rigged handlers and servers.

#include "chapters/01_accept_loop/stage.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "tests/twin/rigged_handlers.h"
#include "tests/twin/rigged_servers.h"

#include <stdexcept>
#include <string>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

void serve(const ServerStageOptions& options, const std::string& rig) {
  const auto handlers = rigged_handlers(options.is_datagram());
  const auto servers = rigged_servers();
  const auto handler = handlers.find(rig);
  const auto server = servers.find(rig);
  if (handler == handlers.end() && server == servers.end()) {
    throw std::invalid_argument("--rig " + rig + ": there is none");
  }
  const ServerClasses classes =
      server == servers.end() ? plain_servers() : server->second;
  classes.at(options.server)(options, handler == handlers.end()
                                          ? stage_handler(options)
                                          : handler->second);
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  std::string rig;
  CLI::App app("The stage of chapter 04, rigged");
  socketserver::add_server_flags(app, options, socketserver::plain_servers());
  app.add_option("--rig", rig, "What goes wrong, or how it cheats")->required();
  return socketserver::run_stage(app, argc, argv,
                                 [&] { socketserver::serve(options, rig); });
}
