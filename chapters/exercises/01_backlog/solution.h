// Solution of 01_backlog.

#ifndef CHAPTERS_EXERCISES_01_BACKLOG_SOLUTION_H_
#define CHAPTERS_EXERCISES_01_BACKLOG_SOLUTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>
#include <vector>

namespace socketserver {

// Two, and one more: Linux turns a client away when the queue holds more than
// the backlog, so it lets the queue grow to one above it.
inline constexpr int kPrediction = 3;

// Has up to `clients` sockets call connect on `server`, one after the other,
// until one of them is not connected in time; returns how many are connected.
// Throws std::system_error.
inline int count_connected(const Address& server, int clients) {
  constexpr int kPatienceMs = 500;
  std::vector<UniqueFd> sockets;  // All stay open until the count is done.
  int connected = 0;
  while (connected < clients) {
    UniqueFd socket(
        check(::socket(server.family(),
                       SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
              "socket"));
    const int result = ::connect(socket.get(), server.data(), server.size());
    if (result == -1 && errno != EINPROGRESS) {
      check(result, "connect", server);
    }
    // Connected is writable. A client that found no room stays unconnected, and
    // its kernel tries again and again, for about two minutes.
    pollfd writable{.fd = socket.get(), .events = POLLOUT, .revents = 0};
    check(retry([&] { return ::poll(&writable, 1, kPatienceMs); }), "poll");
    if (writable.revents != POLLOUT) {  // Nothing yet, or refused (POLLERR).
      break;
    }
    ++connected;
    sockets.push_back(std::move(socket));
  }
  return connected;
}

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_01_BACKLOG_SOLUTION_H_
