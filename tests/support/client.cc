#include "tests/support/client.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstddef>
#include <system_error>

namespace socketserver {

namespace {

UniqueFd make_socket(const Address& server, int type) {
  UniqueFd socket(
      check(::socket(server.family(), type | SOCK_CLOEXEC, 0), "socket"));
  constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    check(::setsockopt(socket.get(), SOL_SOCKET, option, &kPatience,
                       sizeof kPatience),
          "setsockopt");
  }
  return socket;
}

void connect(const UniqueFd& socket, const Address& server) {
  check(::connect(socket.get(), server.data(), server.size()), "connect",
        server);
}

}  // namespace

Client::Client(const Address& server)
    : socket_(make_socket(server, SOCK_STREAM)) {
  connect(socket_, server);
}

std::string Client::exchange(std::string_view bytes) {
  sendall(socket_.get(), bytes);
  check(::shutdown(socket_.get(), SHUT_WR), "shutdown");
  return read_all();
}

DatagramClient::DatagramClient(const Address& server, Name name)
    : socket_(make_socket(server, SOCK_DGRAM)) {
  if (server.family() == AF_UNIX && name == Name::kOwn) {
    const Address own = Address::unix_path("");
    check(::bind(socket_.get(), own.data(), own.size()), "bind");
  }
  connect(socket_, server);
}

void DatagramClient::send(std::string_view datagram) {
  check(::send(socket_.get(), datagram.data(), datagram.size(), 0), "send");
}

std::string DatagramClient::receive() {
  // On the stack: an allocation might meet the fork of a server in this
  // process.
  std::array<char, 65536> datagram{};
  const ssize_t size =
      check(retry([&] {
              return ::recv(socket_.get(), datagram.data(), datagram.size(), 0);
            }),
            "recv");
  return {datagram.data(), static_cast<std::size_t>(size)};
}

std::string Client::read_all() {
  std::string answer;
  std::array<char, 4096> chunk{};
  while (true) {
    const ssize_t size =
        check(retry([&] {
                return ::recv(socket_.get(), chunk.data(), chunk.size(), 0);
              }),
              "recv");
    if (size == 0) {
      return answer;
    }
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

void Client::send_until_refused(std::string_view bytes) {
  try {
    sendall(socket_.get(), bytes);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe &&
        error.code() != std::errc::connection_reset) {
      throw;
    }
  }
}

void Client::reset() {
  constexpr linger kAtOnce{.l_onoff = 1, .l_linger = 0};
  check(::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &kAtOnce,
                     sizeof kAtOnce),
        "setsockopt SO_LINGER");
  socket_.reset();
}

bool Client::readable(std::chrono::nanoseconds timeout) const {
  PollSelector selector;
  selector.register_fd(socket_.get(), kEventRead);
  return !selector.select(timeout).empty();
}

}  // namespace socketserver
