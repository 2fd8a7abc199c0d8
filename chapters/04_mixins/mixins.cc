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
#include "chapters/04_mixins/mix_in_stage.h"

#include <cstddef>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

constexpr std::size_t kMostAtOnce = 10'000;

ServerClasses all_classes(const MixInOptions& options) {
  ServerClasses classes;
  add_classes<TCPServer>(classes, "TCPServer", options);
  add_classes<UDPServer>(classes, "UDPServer", options);
  add_classes<UnixStreamServer>(classes, "UnixStreamServer", options);
  add_classes<UnixDatagramServer>(classes, "UnixDatagramServer", options);
  return classes;
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  options.server = "ThreadingTCPServer";
  socketserver::MixInOptions mix_ins;
  const auto classes = socketserver::all_classes(mix_ins);
  CLI::App app("Chapter 04: the mix-ins");
  socketserver::add_server_flags(app, options, classes);
  app.add_option("--max-threads", mix_ins.threading.max_threads,
                 "How many threads a threading server may have; 0: any number")
      ->check(CLI::Range(std::size_t{0}, socketserver::kMostAtOnce))
      ->capture_default_str();
  app.add_option("--max-children", mix_ins.forking.max_children,
                 "How many children a forking server may have")
      ->check(CLI::Range(std::size_t{1}, socketserver::kMostAtOnce))
      ->capture_default_str();
  return socketserver::run_stage(app, argc, argv, [&] {
    classes.at(options.server)(options, socketserver::stage_handler(options));
  });
}
