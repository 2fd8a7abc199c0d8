#include "tests/support/client.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <system_error>

namespace socketserver {

Client::Client(const Address& server)
    : socket_(check(::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0),
                    "socket")) {
  constexpr timeval kPatience{.tv_sec = 10, .tv_usec = 0};
  for (const int option : {SO_RCVTIMEO, SO_SNDTIMEO}) {
    check(::setsockopt(socket_.get(), SOL_SOCKET, option, &kPatience,
                       sizeof kPatience),
          "setsockopt");
  }
  check(::connect(socket_.get(), server.data(), server.size()), "connect",
        server);
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

bool Client::readable() const {
  PollSelector selector;
  selector.register_fd(socket_.get(), kEventRead);
  return !selector.select(std::chrono::nanoseconds::zero()).empty();
}

}  // namespace socketserver
