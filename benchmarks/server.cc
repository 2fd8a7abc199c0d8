// The server that is measured: SERVER, a class, with a handler that does one
// thing, until it is killed. A program serves one class: a fork costs what the
// process has mapped, and a page fault for each part of it that is needed; so
// what a server doesn't need, other classes, flags, a log, would be measured
// with it.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stage_handlers.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_servers.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <concepts>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <string_view>
#include <type_traits>

namespace socketserver {
namespace {

// More than there are clients: no measurement waits for room.
constexpr ForkingOptions kRoomForAll{.max_children = 1000};

template <typename Handler>
RequestHandlerClass handler(const std::string& name) {
  StageWork work{.wait = {}, .compute = {}, .quiet = true};
  if (name == "wait") {
    work.wait = std::chrono::milliseconds(1);
  } else if (name == "compute") {
    work.compute = std::chrono::microseconds(200);
  }
  return handled_by<Handler>(work);
}

template <typename Base>
RequestHandlerClass handler_over(const std::string& name) {
  return name == "echo" ? handler<EchoHandler<Base>>(name)
                        : handler<HelloHandler<Base>>(name);
}

// Neither of the next two is to make main's stack frame larger, below which
// every request is served: a forked child copies each page of the stack that it
// writes on.
template <typename Server>
[[gnu::noinline]] Server make_server(const std::string& handler_name) {
  constexpr bool kDatagrams = std::derived_from<Server, UDPServer>;
  Address address = Address::ipv4("0.0.0.0", 0);
  if constexpr (kDatagrams) {
    // An answer comes from the address that the question was sent to only if
    // the socket is bound to it.
    address = Address::ipv4("127.0.0.1", 0);
  } else if constexpr (std::derived_from<Server, UnixStreamServer>) {
    address = Address::unix_path("");  // A name that the kernel chooses.
  }
  using Base = std::conditional_t<kDatagrams, DatagramRequestHandler,
                                  StreamRequestHandler>;
  if constexpr (std::constructible_from<Server, ForkingOptions, Address,
                                        RequestHandlerClass>) {
    return Server(kRoomForAll, address, handler_over<Base>(handler_name));
  } else {
    return Server(address, handler_over<Base>(handler_name));
  }
}

[[gnu::noinline]] void announce(const BaseServer& server,
                                const std::string& handler_name) {
  print_line("serving " + handler_name + " on " +
             server.server_address().to_string());
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  constexpr std::array<std::string_view, 4> kHandlers = {"hello", "wait",
                                                         "compute", "echo"};
  if (argc != 2 || std::ranges::find(kHandlers, argv[1]) == kHandlers.end()) {
    std::fprintf(stderr, "usage: %s hello|wait|compute|echo\n", argv[0]);
    return 2;
  }
  try {
    auto server = socketserver::make_server<socketserver::SERVER>(argv[1]);
    socketserver::announce(server, argv[1]);
    server.serve_forever();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return EXIT_FAILURE;
  }
}
