#include "benchmarks/client.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/support/client.h"

#include <sys/socket.h>
#include <sys/types.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace socketserver {
namespace {

constexpr std::string_view kHello = "hello world\n";
constexpr std::size_t kEchoSize = 64;

void connect_to(const UniqueFd& socket, const Address& address) {
  const int result = ::connect(socket.get(), address.data(), address.size());
  if (result == -1 && errno != EINPROGRESS) {
    check(result, "connect", address);
  }
}

// Appends what there is to `answer`; returns -1 if there is nothing yet.
ssize_t receive(const UniqueFd& socket, std::string& answer) {
  std::array<char, 256> chunk{};
  const ssize_t size = ::recv(socket.get(), chunk.data(), chunk.size(), 0);
  if (size == -1 && errno != EAGAIN) {
    check(size, "recv");
  }
  if (size > 0) {
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
  return size;
}

void expect(std::string_view answer, std::string_view expected) {
  if (answer != expected) {
    throw std::runtime_error("a wrong answer of " +
                             std::to_string(answer.size()) + " bytes");
  }
}

class ConnectingClient final : public LoadClient {
 public:
  explicit ConnectingClient(const Address& address) : address_(address) {}

  void start() override {
    answer_.clear();
    socket = client_socket(address_, SOCK_STREAM | SOCK_NONBLOCK);
    connect_to(socket, address_);
  }

  bool advance() override {
    ssize_t size = receive(socket, answer_);
    if (size > 0) {
      size = receive(socket, answer_);  // The end has mostly come with it.
    }
    if (size == 0) {
      expect(answer_, kHello);
    }
    return size == 0;
  }

 private:
  Address address_;
  std::string answer_;
};

class AskingClient final : public LoadClient {
 public:
  explicit AskingClient(const Address& address) {
    socket = client_socket(address, SOCK_DGRAM | SOCK_NONBLOCK);
    connect_to(socket, address);
  }

  void start() override { check(::send(socket.get(), "hi", 2, 0), "send"); }

  bool advance() override {
    std::string answer;
    if (receive(socket, answer) == -1) {
      return false;
    }
    expect(answer, kHello);
    return true;
  }
};

class EchoClient final : public LoadClient {
 public:
  explicit EchoClient(const Address& address) {
    // Blocking: the connection is there before the measuring begins. Nothing
    // is received before it is known to be there.
    socket = client_socket(address, SOCK_STREAM);
    connect_to(socket, address);
  }

  void start() override {
    answer_.clear();
    check(::send(socket.get(), question_.data(), question_.size(), 0), "send");
  }

  bool advance() override {
    if (receive(socket, answer_) == 0) {
      throw std::runtime_error("the server has closed the connection");
    }
    if (answer_.size() < kEchoSize) {
      return false;
    }
    expect(answer_, question_);
    return true;
  }

 private:
  const std::string question_ = std::string(kEchoSize, 'x');
  std::string answer_;
};

}  // namespace

std::unique_ptr<LoadClient> make_client(Exchange exchange,
                                        const Address& address) {
  switch (exchange) {
    case Exchange::kConnection:
      return std::make_unique<ConnectingClient>(address);
    case Exchange::kDatagram:
      return std::make_unique<AskingClient>(address);
    case Exchange::kEcho:
      break;
  }
  return std::make_unique<EchoClient>(address);
}

}  // namespace socketserver
