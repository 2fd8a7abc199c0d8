// Chapter 04: the mix-ins.
//
// Every server of chapter 03, alone or with a mix-in around it: twelve classes,
// and nowhere more about each than its name.

#include "chapters/01_accept_loop/stage.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/mix_in_stage.h"

#include <cstddef>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

constexpr std::size_t kMostChildren = 10'000;

ServerClasses all_classes(const ForkingOptions& forking) {
  ServerClasses classes;
  add_classes<TCPServer>(classes, "TCPServer", forking);
  add_classes<UDPServer>(classes, "UDPServer", forking);
  add_classes<UnixStreamServer>(classes, "UnixStreamServer", forking);
  add_classes<UnixDatagramServer>(classes, "UnixDatagramServer", forking);
  return classes;
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  options.server = "ThreadingTCPServer";
  socketserver::ForkingOptions forking;
  const auto classes = socketserver::all_classes(forking);
  CLI::App app("Chapter 04: the mix-ins");
  socketserver::add_server_flags(app, options, classes);
  app.add_option("--max-children", forking.max_children,
                 "How many children a forking server may have")
      ->check(CLI::Range(std::size_t{1}, socketserver::kMostChildren))
      ->capture_default_str();
  return socketserver::run_stage(app, argc, argv, [&] {
    classes.at(options.server)(options, socketserver::stage_handler(options));
  });
}
