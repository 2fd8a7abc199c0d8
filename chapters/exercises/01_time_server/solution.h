// Solution of 01_time_server.

#ifndef CHAPTERS_EXERCISES_01_TIME_SERVER_SOLUTION_H_
#define CHAPTERS_EXERCISES_01_TIME_SERVER_SOLUTION_H_

#include "chapters/01_accept_loop/connection.h"
#include "chapters/support/standard_streams.h"

#include <array>
#include <cstddef>
#include <ctime>
#include <string_view>
#include <system_error>

namespace socketserver {

// Sends the time of day in UTC, "2026-07-01T12:34:56Z\n". Throws nothing if the
// client has gone: that is the client's loss, not the server's.
inline void handle_time(const Connection& connection) {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);  // std::gmtime's result is shared by all threads.
  std::array<char, 32> text{};
  const std::size_t size =
      std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ\n", &utc);
  try {
    sendall(connection.socket.get(), std::string_view(text.data(), size));
  } catch (const std::system_error& error) {
    log_line(connection.client.to_string() + " " + error.what());
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_01_TIME_SERVER_SOLUTION_H_
