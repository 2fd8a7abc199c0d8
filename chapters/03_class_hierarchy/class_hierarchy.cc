// Chapter 03: the class hierarchy.
//
// Any of the four servers with any of the handlers: what varies is the class
// that is named in servers.h, the rest is inherited.

#include "chapters/03_class_hierarchy/servers.h"
#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  const auto servers = socketserver::class_hierarchy_servers();
  socketserver::ServerStageOptions options;
  options.server = "TCPServer";
  CLI::App app("Chapter 03: the class hierarchy");
  socketserver::add_server_flags(app, options, servers);
  return socketserver::run_stage(
      app, argc, argv, [&] { socketserver::serve_stage(options, servers); });
}
