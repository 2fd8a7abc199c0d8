#include "chapters/04_mixins/child_process.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace socketserver {

bool ChildProcess::open() {
  if (!pidfd_) {
    // glibc 2.36 declares pidfd_open without extern "C".
    pidfd_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  }
  return static_cast<bool>(pidfd_);
}

bool ChildProcess::reap(bool blocking) const {
  // By its pidfd, which never means another process; a number could, where the
  // kernel reaps by itself.
  const idtype_t type = pidfd_ ? P_PIDFD : P_PID;
  const auto id = static_cast<id_t>(pidfd_ ? pidfd_.get() : pid_);
  siginfo_t info{};
  const int result = retry([&] {
    return ::waitid(type, id, &info, WEXITED | (blocking ? 0 : WNOHANG));
  });
  // Since Linux 5.4 an error can only be ECHILD: somebody else has reaped it,
  // or the process ignores SIGCHLD and nobody has to.
  return result == -1 || info.si_pid != 0;
}

}  // namespace socketserver
