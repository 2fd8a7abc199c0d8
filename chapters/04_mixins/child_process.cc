#include "chapters/04_mixins/child_process.h"

#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/01_accept_loop/system_call.h"

#include <ext/stdio_sync_filebuf.h>
#include <stdio_ext.h>
#include <sys/single_threaded.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>

namespace socketserver {
namespace {

// Looks before it flushes: a flush of nothing takes locks, which means writing
// to pages that parent and child still share, and each such page is copied.
void flush_standard_streams() {
  using Unbuffered = __gnu_cxx::stdio_sync_filebuf<char>;
  if (dynamic_cast<Unbuffered*>(std::cout.rdbuf()) == nullptr) {
    std::cout.flush();  // After sync_with_stdio(false) it has its own buffer.
  }
  if (::__fpending(stdout) > 0) {
    std::fflush(stdout);
  }
}

void warn_of_other_threads() {
  static bool warned = false;
  // False once there has been another thread; then it pays to count them.
  if (warned || __libc_single_threaded) {
    return;
  }
  std::error_code unknown;
  const auto threads = std::distance(
      std::filesystem::directory_iterator("/proc/self/task", unknown), {});
  if (threads > 1) {
    warned = true;
    log_line(
        "fork: the process has other threads; locks that they hold now "
        "stay locked in the child");
  }
}

// Blocks all signals for the length of a scope: a child must not get one before
// it has its own reactions to it.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

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
  // An error can only be ECHILD: somebody else has reaped it, or the process
  // ignores SIGCHLD and nobody has to.
  return result == -1 || info.si_pid != 0;
}

pid_t fork_child() {
  warn_of_other_threads();
  flush_standard_streams();
  const SignalsBlocked blocked;
  const pid_t pid = check(::fork(), "fork");
  if (pid == 0) {
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_DFL);
  }
  return pid;
}

void exit_child(int status) {
  flush_standard_streams();
  ::_exit(status);
}

}  // namespace socketserver
