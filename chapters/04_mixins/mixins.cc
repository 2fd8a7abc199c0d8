// Chapter 04: the mix-ins.
//
// Every server of chapter 03, alone or with a mix-in around it. That is all
// there is to it: a class per line.

#include "chapters/01_accept_loop/stage.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/threading_mix_in.h"

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

template <typename Base>
void serve_threading(const ServerStageOptions& options,
                     const RequestHandlerClass& handler) {
  serve_stage<ThreadingMixIn<Stoppable<Base>>>(options, handler);
}

const ServerClasses classes = {
    {"TCPServer", serve_stage<Stoppable<TCPServer>>},
    {"UDPServer", serve_stage<Stoppable<UDPServer>>},
    {"UnixStreamServer", serve_stage<Stoppable<UnixStreamServer>>},
    {"UnixDatagramServer", serve_stage<Stoppable<UnixDatagramServer>>},
    {"ThreadingTCPServer", serve_threading<TCPServer>},
    {"ThreadingUDPServer", serve_threading<UDPServer>},
    {"ThreadingUnixStreamServer", serve_threading<UnixStreamServer>},
    {"ThreadingUnixDatagramServer", serve_threading<UnixDatagramServer>},
};

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  options.server = "ThreadingTCPServer";
  CLI::App app("Chapter 04: the mix-ins");
  socketserver::add_server_flags(app, options, socketserver::classes);
  return socketserver::run_stage(app, argc, argv, [&options] {
    socketserver::classes.at(options.server)(
        options, socketserver::stage_handler(options));
  });
}
