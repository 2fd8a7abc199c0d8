// Exercise 02_end_of_input: a server that stops when its input ends.

#ifndef CHAPTERS_EXERCISES_02_END_OF_INPUT_EXERCISE_H_
#define CHAPTERS_EXERCISES_02_END_OF_INPUT_EXERCISE_H_

#include "chapters/01_accept_loop/connection.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/support/standard_streams.h"

#include <system_error>

// region: includes
// end

namespace socketserver {

// Takes the next client of `listener` and says hello; reports whether it could.
// (Without descriptors this would spin; see ListenerWatch.)
inline bool say_hello(int listener) {
  try {
    const Connection connection = accept_connection(listener);
    sendall(connection.socket.get(), "hello world\n");
    return true;
  } catch (const std::system_error& error) {
    log_line(error.what());  // The client's loss, not the server's.
    return false;
  }
}

// region: helpers
// end

// Serves the clients of `listener`, which is non-blocking, until `input` is at
// its end, like `cat`. What is typed before the end is read and dropped.
// Returns how many clients were served. Throws std::system_error.
inline int serve_until_end(int listener, int input) {
  PollSelector selector;
  selector.register_fd(input, kEventRead);
  selector.register_fd(listener, kEventRead);
  int served = 0;
  while (true) {
    for (const Ready& ready : selector.select()) {
      // region: what is ready
      if (ready.fd == input) {
        return served;
      }
      served += say_hello(listener) ? 1 : 0;
      // end
    }
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_02_END_OF_INPUT_EXERCISE_H_
