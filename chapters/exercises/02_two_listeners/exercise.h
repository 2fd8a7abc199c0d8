// Exercise 02_two_listeners: one loop, several doors.

#ifndef CHAPTERS_EXERCISES_02_TWO_LISTENERS_EXERCISE_H_
#define CHAPTERS_EXERCISES_02_TWO_LISTENERS_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/support/standard_streams.h"

#include <span>
#include <system_error>

namespace socketserver {

// Takes the next client of `listener`, and tells it which address it called:
// "127.0.0.1:8080\n".
inline void tell_address(int listener) {
  try {
    const Connection connection = accept_connection(listener);
    sendall(connection.socket.get(),
            Address::getsockname(listener).to_string() + "\n");
  } catch (const std::system_error& error) {
    log_line(error.what());  // The client's loss, not the server's.
  }
}

// Serves the clients of all `listeners`, which are non-blocking, as they come,
// until `stop` is readable. REQUIRES: there is at least one listener.
inline void serve_all(std::span<const int> listeners, int stop) {
  PollSelector selector;
  selector.register_fd(stop, kEventRead);
  // region: what is watched
  selector.register_fd(listeners.front(), kEventRead);
  // end
  while (true) {
    for (const Ready& ready : selector.select()) {
      if (ready.fd == stop) {
        return;
      }
      // region: who is served
      tell_address(listeners.front());
      // end
    }
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_02_TWO_LISTENERS_EXERCISE_H_
