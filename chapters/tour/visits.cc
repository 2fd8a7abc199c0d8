#include "chapters/tour/visits.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/support/client.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace socketserver {
namespace {

using Clock = Deadline::Clock;

int type_of(Protocol protocol) {
  return protocol == Protocol::kStream ? SOCK_STREAM : SOCK_DGRAM;
}

// A client on its way: its socket is open as long as the visit lasts.
class Caller {
 public:
  Caller(const Address& server, Protocol protocol, PollSelector& selector,
         Clock::time_point start)
      : protocol_(protocol),
        selector_(selector),
        start_(start),
        socket_(client_socket(server, type_of(protocol) | SOCK_NONBLOCK)) {
    visit_.begun = Clock::now() - start_;
    // Non-blocking, so that a server whose queue is full keeps one client
    // waiting and not all of them (over a Unix socket that client fails with
    // EAGAIN instead). It is writable once it is connected.
    if (::connect(socket_.get(), server.data(), server.size()) == 0) {
      connected();
    } else if (errno == EINPROGRESS) {
      selector_.register_fd(socket_.get(), kEventWrite);
    } else {
      fail(errno);
    }
  }

  [[nodiscard]] int fileno() const { return socket_.get(); }
  [[nodiscard]] const Visit& visit() const { return visit_; }

  void on_ready(unsigned events) {
    if ((events & kEventWrite) != 0) {
      finish_connect();
    } else {
      read_some();
    }
  }

  // Ends the visit because of `error`, or with the end of file if that is 0.
  void end(int error) {
    visit_.ended = Clock::now() - start_;
    visit_.problem = error == 0 ? "" : std::strerror(error);
    if (socket_) {
      selector_.unregister(socket_.get());
      socket_.reset();
    }
  }

 private:
  // Ends a visit that the selector doesn't watch.
  void fail(int error) {
    socket_.reset();
    end(error);
  }

  void connected() {
    if (protocol_ == Protocol::kStream) {
      visit_.connected = Clock::now() - start_;
      // "I have nothing to say": a server that reads first sees the end at
      // once.
      ::shutdown(socket_.get(), SHUT_WR);
    } else if (::send(socket_.get(), "", 0, MSG_NOSIGNAL) == -1) {
      if (errno == EAGAIN) {  // The server's queue is full.
        selector_.register_fd(socket_.get(), kEventWrite);
      } else {
        fail(errno);
      }
      return;
    }
    selector_.register_fd(socket_.get(), kEventRead);
  }

  void finish_connect() {
    int error = 0;
    socklen_t size = sizeof error;
    check(::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &error, &size),
          "getsockopt SO_ERROR");
    if (error != 0) {
      end(error);
      return;
    }
    selector_.unregister(socket_.get());
    connected();
  }

  void read_some() {
    std::array<char, 4096> chunk{};
    const ssize_t size = retry(
        [&] { return ::recv(socket_.get(), chunk.data(), chunk.size(), 0); });
    if (size > 0) {
      visit_.answer.append(chunk.data(), static_cast<std::size_t>(size));
    }
    const bool is_complete =
        size == 0 || (size > 0 && protocol_ == Protocol::kDatagram);
    if (visit_.answer.size() > kLongestAnswer) {
      end(EMSGSIZE);
    } else if (is_complete) {
      end(0);
    } else if (size == -1 && errno != EAGAIN) {
      end(errno);
    }
  }

  Protocol protocol_;
  PollSelector& selector_;
  Clock::time_point start_;
  UniqueFd socket_;
  Visit visit_;
};

}  // namespace

std::vector<Visit> visit(const Address& server, int clients, Timeout timeout,
                         Protocol protocol) {
  const Clock::time_point start = Clock::now();
  const Deadline deadline(timeout);
  PollSelector selector;
  std::vector<Caller> on_their_way;
  on_their_way.reserve(static_cast<std::size_t>(clients));
  for (int i = 0; i < clients; ++i) {
    on_their_way.emplace_back(server, protocol, selector, start);
  }

  const auto under_way = [](const Caller& client) {
    return client.fileno() != -1;
  };
  while (std::ranges::any_of(on_their_way, under_way) && !deadline.passed()) {
    for (const auto& [fd, events] : selector.select(deadline.remaining())) {
      std::ranges::find(on_their_way, fd, &Caller::fileno)->on_ready(events);
    }
  }

  std::vector<Visit> visits;
  for (Caller& client : on_their_way) {
    if (under_way(client)) {
      client.end(ETIMEDOUT);
    }
    visits.push_back(client.visit());
  }
  return visits;
}

}  // namespace socketserver
