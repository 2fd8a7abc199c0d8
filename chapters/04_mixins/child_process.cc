#include "chapters/04_mixins/child_process.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace socketserver {

bool ChildProcess::open() {
  if (!pidfd_) {
    // glibc 2.36 declares pidfd_open without extern "C".
    pidfd_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  }
  return static_cast<bool>(pidfd_);
}

void ChildProcess::wait() const {
  siginfo_t info{};
  retry([&] { return wait_id(info, WEXITED | WNOWAIT); });
}

bool ChildProcess::reap() const {
  siginfo_t info{};
  const int result = retry([&] { return wait_id(info, WEXITED | WNOHANG); });
  // Since Linux 5.4 an error can only be ECHILD: somebody else has reaped it,
  // or the process ignores SIGCHLD and nobody has to.
  return result == -1 || info.si_pid != 0;
}

void ChildProcess::kill() const {
  if (pidfd_) {
    ::syscall(SYS_pidfd_send_signal, pidfd_.get(), SIGKILL, nullptr, 0);
  } else {
    ::kill(pid_, SIGKILL);
  }
}

// By its pidfd, which never means another process; a number could, where the
// kernel reaps by itself.
int ChildProcess::wait_id(siginfo_t& info, int options) const {
  return pidfd_ ? ::waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info,
                           options)
                : ::waitid(P_PID, static_cast<id_t>(pid_), &info, options);
}

}  // namespace socketserver
