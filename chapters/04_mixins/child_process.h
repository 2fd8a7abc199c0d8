// ChildProcess: a forked child that serves a request, as its parent sees it.
//
// A child that has ended stays in the kernel's table, as a zombie, until its
// parent has asked for its status. The old way to learn when to ask is the
// signal SIGCHLD, for which a process has one handler and which comes once when
// several have ended; a pidfd is a descriptor of one process, readable when
// that has ended, so that a selector can wait for it as it does for a client.
//
// Not thread-safe.

#ifndef CHAPTERS_04_MIXINS_CHILD_PROCESS_H_
#define CHAPTERS_04_MIXINS_CHILD_PROCESS_H_

#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/types.h>

#include <csignal>

namespace socketserver {

class ChildProcess {
 public:
  // Of a child that was forked just now. Its destructor doesn't reap.
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  [[nodiscard]] pid_t pid() const { return pid_; }

  // Tries to get a pidfd, if it hasn't one: there may be no descriptor left,
  // and some systems have or allow none. Reports whether it has one now.
  bool open();

  // Gives the pidfd up.
  void close() { pidfd_.reset(); }

  // The pidfd, readable once the child has ended; or -1.
  [[nodiscard]] int fileno() const { return pidfd_.get(); }

  // Waits until the child has ended.
  void wait() const;

  // Reaps the child if it has ended. Reports whether it is gone.
  [[nodiscard]] bool reap() const;

  // Ends the child by SIGKILL. REQUIRES: it has not been reaped.
  void kill() const;

 private:
  int wait_id(siginfo_t& info, int options) const;

  pid_t pid_;
  UniqueFd pidfd_;
};

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_CHILD_PROCESS_H_
