// Exercise 04_fork: a child of one's own, from its fork to its end.

#ifndef CHAPTERS_EXERCISES_04_FORK_EXERCISE_H_
#define CHAPTERS_EXERCISES_04_FORK_EXERCISE_H_

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>

// region: includes
// end

namespace socketserver {

// Has a forked child serve `connection` by `handle`, and returns its pid.
//
// In the parent `connection` is closed then. The child closes its copy of
// `listener`, never returns from here and runs nothing of the parent's at its
// end: no destructor of a static object, and what the parent has in a buffer
// is the parent's to write. Its status is 0, or 1 if `handle` has thrown
// anything. Throws std::system_error if there can be no child; `connection` is
// open then, as before.
inline pid_t serve_in_child(
    UniqueFd& listener, Connection& connection,
    const std::function<void(const Connection&)>& handle) {
  // region: serve_in_child
  static_cast<void>(listener);
  const pid_t child = check(::fork(), "fork");
  if (child == 0) {
    handle(connection);
  }
  return child;
  // end
}

// Waits until `child` has ended, whatever signals come meanwhile, and reaps it.
// Returns its status, or minus the number of the signal that has ended it, as
// Python's Popen.wait() does. Throws std::system_error.
inline int wait_for(pid_t child) {
  // region: wait_for
  static_cast<void>(child);
  return 0;
  // end
}

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_04_FORK_EXERCISE_H_
