// visit: a number of clients that call on a server at the same time.
//
// Each connects, sends nothing, and reads until end of file; or it sends an
// empty datagram, and reads one. All of them run on one thread, with the
// selector of chapter 02: a client can wait for many servers as well as a
// server for many clients.

#ifndef CHAPTERS_TOUR_VISITS_H_
#define CHAPTERS_TOUR_VISITS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace socketserver {

enum class Protocol { kStream, kDatagram };

// One client's visit, as the client saw it. Times are counted from the moment
// at which the first client called connect.
struct Visit {
  std::chrono::nanoseconds begun{};  // connect was called.

  // The kernel said: connected. Empty if it never did; datagrams need no
  // connection.
  std::optional<std::chrono::nanoseconds> connected;

  std::chrono::nanoseconds ended{};  // The answer's end, or the problem.
  std::string answer;                // All that the server sent.
  std::string problem;  // Why there was no answer; "" if there was.
};

// What a client takes of an answer, in bytes; from there on it has had enough.
inline constexpr std::size_t kLongestAnswer = 65536;

// Sends `clients` clients to `server`, which connect in order and then wait
// together. Whoever has no answer after `timeout` gives up, and so does one
// whose answer is longer than kLongestAnswer. Throws std::system_error if this
// process can't make so many sockets; what happens to a connection is told in
// its Visit.
std::vector<Visit> visit(const Address& server, int clients, Timeout timeout,
                         Protocol protocol = Protocol::kStream);

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_VISITS_H_
