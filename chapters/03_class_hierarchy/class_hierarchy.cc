// Chapter 03: the class hierarchy.
//
// Any of the four servers with any of the handlers: what varies is the class
// that is named here, the rest is inherited.

#include "chapters/01_accept_loop/stage.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

ServerClasses all_classes() {
  return {
      {"TCPServer", serve_stage<Stoppable<TCPServer>>},
      {"UDPServer", serve_stage<Stoppable<UDPServer>>},
      {"UnixStreamServer", serve_stage<Stoppable<UnixStreamServer>>},
      {"UnixDatagramServer", serve_stage<Stoppable<UnixDatagramServer>>},
  };
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  options.server = "TCPServer";
  const auto classes = socketserver::all_classes();
  CLI::App app("Chapter 03: the class hierarchy");
  socketserver::add_server_flags(app, options, classes);
  return socketserver::run_stage(app, argc, argv, [&] {
    classes.at(options.server)(options, socketserver::stage_handler(options));
  });
}
