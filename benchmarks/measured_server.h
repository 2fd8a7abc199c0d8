// The server that is measured: a class, with a handler that does one thing,
// until it is killed. A program serves one class: a fork costs what the process
// has mapped, and a page fault for each part of it that is needed; so what a
// server doesn't need, other classes, flags, a log, would be measured with it.

#ifndef BENCHMARKS_MEASURED_SERVER_H_
#define BENCHMARKS_MEASURED_SERVER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/stage_handlers.h"
#include "chapters/support/start_line.h"

#include <chrono>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace socketserver {

// More than there are clients: no measurement waits for room.
inline constexpr ForkingOptions kRoomForAll{.max_children = 1000};

inline StageWork work_named(const std::string& handler) {
  StageWork work{.wait = {}, .compute = {}, .quiet = true};
  if (handler == "wait") {
    work.wait = std::chrono::milliseconds(1);
  } else if (handler == "compute") {
    work.compute = std::chrono::microseconds(200);
  } else if (handler != "hello" && handler != "echo") {
    throw std::invalid_argument("handler " + handler +
                                ": not hello, wait, compute or echo");
  }
  return work;
}

template <typename Base>
RequestHandlerClass handler_named(const std::string& name) {
  const StageWork work = work_named(name);
  return name == "echo" ? handled_by<EchoHandler<Base>>(work)
                        : handled_by<HelloHandler<Base>>(work);
}

template <typename Server>
Server make_server(const std::string& handler_name) {
  Address address = Address::ipv4("127.0.0.1", 0);
  if constexpr (std::derived_from<Server, UnixStreamServer>) {
    address = Address::unix_path("");  // A name that the kernel chooses.
  }
  using Base = std::conditional_t<std::derived_from<Server, UDPServer>,
                                  DatagramRequestHandler, StreamRequestHandler>;
  if constexpr (std::constructible_from<Server, ForkingOptions, Address,
                                        RequestHandlerClass>) {
    return Server(kRoomForAll, address, handler_named<Base>(handler_name));
  } else {
    return Server(address, handler_named<Base>(handler_name));
  }
}

// The main of such a program: calls `serve` with the name of the handler, which
// the command line has. Returns an exit status if it can't.
template <typename Serve>
int run_measured(int argc, char** argv, Serve serve) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s hello|wait|compute|echo\n", argv[0]);
    return 2;
  }
  const std::string handler = argv[1];
  try {
    serve(handler);
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return EXIT_FAILURE;
  }
}

// As a Server.
template <typename Server>
int serve_measured(int argc, char** argv) {
  return run_measured(argc, argv, [](const std::string& handler) {
    auto server = make_server<Server>(handler);
    print_start_line(handler, server.server_address());
    server.serve_forever();
  });
}

}  // namespace socketserver

#endif  // BENCHMARKS_MEASURED_SERVER_H_
