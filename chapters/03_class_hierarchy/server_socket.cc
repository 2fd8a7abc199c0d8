#include "chapters/03_class_hierarchy/server_socket.h"

#include "chapters/01_accept_loop/system_call.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <stdexcept>
#include <string>

namespace socketserver {
namespace {

int get_option(const UniqueFd& socket, int option, const std::string& call) {
  int value = 0;
  socklen_t size = sizeof value;
  check(::getsockopt(socket.get(), SOL_SOCKET, option, &value, &size),
        call.c_str());
  return value;
}

bool is_bound(const UniqueFd& socket) {
  const Address address = Address::getsockname(socket.get());
  return address.port() != 0 || !address.path().empty();
}

}  // namespace

UniqueFd make_server_socket(const SocketKind& kind, const Address& address) {
  if (kind.is_unix != (address.family() == AF_UNIX)) {
    throw std::invalid_argument(std::string(kind.name) + " " +
                                address.to_string() +
                                ": an address of another family");
  }
  // Non-blocking, for the reason that chapter 02's loop gives.
  return UniqueFd(check(
      ::socket(address.family(), kind.type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
      "socket"));
}

UniqueFd adopt_server_socket(const SocketKind& kind, UniqueFd socket) {
  const std::string who = std::string(kind.name) + " from descriptor " +
                          std::to_string(socket.get());
  const auto require = [&who](bool fact, const char* otherwise) {
    if (!fact) {
      throw std::invalid_argument(who + ": " + otherwise);
    }
  };
  // Asked of the kernel: a number says nothing about what it stands for.
  const bool is_stream = kind.type == SOCK_STREAM;
  require(
      get_option(socket, SO_TYPE, who + ": getsockopt SO_TYPE") == kind.type,
      is_stream ? "no stream socket" : "no datagram socket");
  const int domain =
      get_option(socket, SO_DOMAIN, who + ": getsockopt SO_DOMAIN");
  require(kind.is_unix ? domain == AF_UNIX
                       : domain == AF_INET || domain == AF_INET6,
          kind.is_unix ? "no Unix socket" : "neither IPv4 nor IPv6");
  require(is_bound(socket), "not bound");
  require(!is_stream || get_option(socket, SO_ACCEPTCONN,
                                   who + ": getsockopt SO_ACCEPTCONN") != 0,
          "it doesn't listen");
  // Whoever passed it on may have left both as they were. The first is a flag
  // of the socket, which all its owners share.
  const int flags = check(::fcntl(socket.get(), F_GETFL), "fcntl F_GETFL");
  check(::fcntl(socket.get(), F_SETFL, flags | O_NONBLOCK), "fcntl F_SETFL");
  check(::fcntl(socket.get(), F_SETFD, FD_CLOEXEC), "fcntl F_SETFD");
  return socket;
}

}  // namespace socketserver
