#include "tests/support/loopback.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/socket.h>

#include <array>

namespace socketserver {

UniqueFd loopback_listener(int flags) {
  const Address any_port = Address::ipv4("127.0.0.1", 0);
  UniqueFd listener(check(
      ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), "socket"));
  check(::bind(listener.get(), any_port.data(), any_port.size()), "bind");
  check(::listen(listener.get(), SOMAXCONN), "listen");
  return listener;
}

SocketPair::SocketPair() {
  std::array<int, 2> ends{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
        "socketpair");
  left.reset(ends[0]);
  right.reset(ends[1]);
}

}  // namespace socketserver
