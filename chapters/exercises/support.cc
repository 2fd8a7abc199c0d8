#include "chapters/exercises/support.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/time.h>

#include <cstddef>

namespace socketserver {
namespace {

std::string receive_up_to(int socket, std::size_t size) {
  std::string bytes(size, '\0');
  const ssize_t received = check(
      retry([&] { return ::recv(socket, bytes.data(), size, 0); }), "recv");
  bytes.resize(static_cast<std::size_t>(received));
  return bytes;
}

}  // namespace

UniqueFd test_listener(int backlog) {
  UniqueFd listener(
      check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
            "socket"));
  const Address address = Address::ipv4("127.0.0.1", 0);
  check(::bind(listener.get(), address.data(), address.size()), "bind",
        address);
  check(::listen(listener.get(), backlog), "listen", address);
  return listener;
}

TestClient::TestClient(const Address& server, int type, const Address& source)
    : socket_(
          check(::socket(server.family(), type | SOCK_CLOEXEC, 0), "socket")) {
  constexpr timeval kPatience{.tv_sec = 5, .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    check(::setsockopt(socket_.get(), SOL_SOCKET, option, &kPatience,
                       sizeof kPatience),
          "setsockopt");
  }
  if (source.family() != AF_UNSPEC) {
    check(::bind(socket_.get(), source.data(), source.size()), "bind", source);
  }
  check(::connect(socket_.get(), server.data(), server.size()), "connect",
        server);
}

Address TestClient::address() const {
  return Address::getsockname(socket_.get());
}

void TestClient::send(std::string_view bytes) {
  // Not sendall, which has no empty datagrams.
  check(::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL),
        "send");
}

void TestClient::end() {
  check(::shutdown(socket_.get(), SHUT_WR), "shutdown");
}

void TestClient::reset() {
  constexpr linger kAtOnce{.l_onoff = 1, .l_linger = 0};
  check(::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &kAtOnce,
                     sizeof kAtOnce),
        "setsockopt SO_LINGER");
  socket_.reset();
}

std::string TestClient::receive() {
  constexpr std::size_t kLongest = 65536;
  return receive_up_to(socket_.get(), kLongest);
}

std::string TestClient::read_line() {
  std::string line;
  while (line.empty() || line.back() != '\n') {
    const std::string next = receive_up_to(socket_.get(), 1);
    if (next.empty()) {
      break;
    }
    line += next;
  }
  return line;
}

std::string TestClient::read_all() {
  std::string all;
  for (std::string next = receive(); !next.empty(); next = receive()) {
    all += next;
  }
  return all;
}

}  // namespace socketserver
