#include "chapters/support/listener.h"

#include "chapters/01_accept_loop/system_call.h"

#include <array>

namespace socketserver {

UniqueFd listen_on(const Address& address, int flags, int backlog) {
  UniqueFd listener(
      check(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | flags, 0),
            "socket"));
  const int on = 1;
  check(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
        "setsockopt SO_REUSEADDR");
  check(::bind(listener.get(), address.data(), address.size()), "bind",
        address);
  check(::listen(listener.get(), backlog), "listen", address);
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
