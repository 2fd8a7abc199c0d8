// Exercise 01_time_server: a handler that answers the time.

#ifndef CHAPTERS_EXERCISES_01_TIME_SERVER_EXERCISE_H_
#define CHAPTERS_EXERCISES_01_TIME_SERVER_EXERCISE_H_

#include "chapters/01_accept_loop/connection.h"

// region: includes
// end

namespace socketserver {

// Sends the time of day in UTC, "2026-07-01T12:34:56Z\n". Throws nothing if the
// client has gone: that is the client's loss, not the server's.
// region: handle_time
inline void handle_time(const Connection& connection) {
  sendall(connection.socket.get(), "hello world\n");
}
// end

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_01_TIME_SERVER_EXERCISE_H_
