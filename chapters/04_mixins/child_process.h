// ChildProcess: a forked child that serves a request, as its parent sees it.
//
// A child that has ended stays in the kernel's table, as a zombie, until its
// parent has asked for its status. The old way to learn when to ask is the
// signal SIGCHLD, which knows nothing of whose child it was; a pidfd is a
// descriptor of one process, readable when that has ended, so that a selector
// can wait for it like for a client.
//
// Not thread-safe.

#ifndef CHAPTERS_04_MIXINS_CHILD_PROCESS_H_
#define CHAPTERS_04_MIXINS_CHILD_PROCESS_H_

#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/types.h>

namespace socketserver {

class ChildProcess {
 public:
  // Has noted that `pid` was forked.
  explicit ChildProcess(pid_t pid) : pid_(pid) { open(); }

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Tries to get a pidfd, if it hasn't one: there may have been no descriptor
  // left. Reports whether it has one now.
  bool open();

  // The pidfd, readable once the child has ended; or -1.
  [[nodiscard]] int fileno() const { return pidfd_.get(); }

  // Reaps the child if it has ended; waits for that if `blocking`. Reports
  // whether it is gone.
  [[nodiscard]] bool reap(bool blocking) const;

 private:
  pid_t pid_;
  UniqueFd pidfd_;
};

// Forks, with all that a child that serves a request needs: nothing that was
// printed before to standard output is printed again by the child; the child
// ignores SIGINT, which Ctrl-C sends to it too, so that it can finish its
// answer; and SIGTERM ends it. Returns its pid, and 0 in the child. Throws
// std::system_error.
//
// Says once on standard error if the process has other threads. The child has
// only the one that forked; what the others were doing, they never finish in
// it: a lock that one of them held stays locked.
pid_t fork_child();

// Ends the child: what it has printed to standard output is written, and
// nothing else happens, no flush of another file, no destructor and no atexit
// function. They are the parent's business.
[[noreturn]] void exit_child(int status);

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_CHILD_PROCESS_H_
