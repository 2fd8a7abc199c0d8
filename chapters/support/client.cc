#include "chapters/support/client.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cstddef>
#include <span>
#include <system_error>

namespace socketserver {
namespace {

UniqueFd new_socket(const Address& server, int type) {
  return UniqueFd(
      check(::socket(server.family(), type | SOCK_CLOEXEC, 0), "socket"));
}

void bind(const UniqueFd& socket, const Address& address) {
  check(::bind(socket.get(), address.data(), address.size()), "bind", address);
}

void connect(const UniqueFd& socket, const Address& server) {
  constexpr timeval kPatience{.tv_sec = Client::kPatience.count(),
                              .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    check(::setsockopt(socket.get(), SOL_SOCKET, option, &kPatience,
                       sizeof kPatience),
          "setsockopt");
  }
  check(::connect(socket.get(), server.data(), server.size()), "connect",
        server);
}

std::size_t receive_into(const UniqueFd& socket, std::span<char> room) {
  return static_cast<std::size_t>(check(
      retry([&] { return ::recv(socket.get(), room.data(), room.size(), 0); }),
      "recv"));
}

// On the stack: an allocation might meet the fork of a server in this process.
std::string receive_from(const UniqueFd& socket) {
  std::array<char, 65536> bytes{};
  return {bytes.data(), receive_into(socket, bytes)};
}

}  // namespace

UniqueFd client_socket(const Address& server, int type) {
  UniqueFd socket = new_socket(server, type);
  if (server.family() == AF_UNIX && (type & SOCK_DGRAM) != 0) {
    bind(socket, Address::unix_path(""));
  }
  return socket;
}

Client::Client(const Address& server, const Address& source)
    : socket_(client_socket(server, SOCK_STREAM)) {
  if (source.family() != AF_UNSPEC) {
    bind(socket_, source);
  }
  connect(socket_, server);
}

Address Client::address() const {
  return Address::getsockname(socket_.get());
}

void Client::send(std::string_view bytes) {
  sendall(socket_.get(), bytes);
}

void Client::send_until_refused(std::string_view bytes) {
  try {
    send(bytes);
  } catch (const std::system_error& error) {
    if (error.code() != std::errc::broken_pipe &&
        error.code() != std::errc::connection_reset) {
      throw;
    }
  }
}

void Client::end() {
  check(::shutdown(socket_.get(), SHUT_WR), "shutdown");
}

std::string Client::receive() {
  return receive_from(socket_);
}

std::string Client::read_line() {
  std::string line;
  char next = 0;
  while (!line.ends_with('\n') && receive_into(socket_, {&next, 1}) == 1) {
    line += next;
  }
  return line;
}

std::string Client::read_all() {
  std::string all;
  for (std::string next = receive(); !next.empty(); next = receive()) {
    all += next;
  }
  return all;
}

std::string Client::exchange(std::string_view bytes) {
  send(bytes);
  end();
  return read_all();
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

DatagramClient::DatagramClient(const Address& server, Name name)
    : socket_(name == Name::kOwn ? client_socket(server, SOCK_DGRAM)
                                 : new_socket(server, SOCK_DGRAM)) {
  connect(socket_, server);
}

Address DatagramClient::address() const {
  return Address::getsockname(socket_.get());
}

void DatagramClient::send(std::string_view datagram) {
  check(::send(socket_.get(), datagram.data(), datagram.size(), 0), "send");
}

std::string DatagramClient::receive() {
  return receive_from(socket_);
}

}  // namespace socketserver
