#include "chapters/04_mixins/fork_child.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/support/standard_streams.h"

#include <stdio_ext.h>
#include <sys/single_threaded.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <ostream>
#include <streambuf>
#include <system_error>

namespace socketserver {
namespace {

// Whether a C++ stream's own buffer holds what it hasn't written yet. It has
// one only after sync_with_stdio(false).
template <typename Char>
bool has_pending(const std::basic_ostream<Char>& stream) {
  // Both are protected: only a class that derives from it may name them.
  struct Pointers : std::basic_streambuf<Char> {
    using std::basic_streambuf<Char>::pbase;
    using std::basic_streambuf<Char>::pptr;
  };
  const auto* buffer = stream.rdbuf();
  return buffer != nullptr &&
         (buffer->*&Pointers::pptr)() != (buffer->*&Pointers::pbase)();
}

// Looks before it flushes: a flush of nothing takes locks, which means writing
// to pages that parent and child still share, and each such page is copied.
template <typename Char>
void flush(std::basic_ostream<Char>& stream) {
  if (has_pending(stream)) {
    stream.flush();
  }
}

void flush(std::FILE* file) {
  if (::__fpending(file) > 0) {
    std::fflush(file);
  }
}

void flush_standard_streams() {
  flush(std::cout);
  flush(std::clog);
  flush(std::wcout);
  flush(std::wclog);
  flush(stdout);
  flush(stderr);
}

void warn_of_other_threads() {
  static std::atomic<bool> warned = false;
  // False once there has been another thread; then it pays to count them.
  if (warned || __libc_single_threaded) {
    return;
  }
  std::error_code unknown;
  const auto threads = std::distance(
      std::filesystem::directory_iterator("/proc/self/task", unknown), {});
  if (threads > 1 && !warned.exchange(true)) {
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
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

}  // namespace

pid_t fork_child() {
  warn_of_other_threads();
  // Now, since what is in a buffer at the fork is in both copies of it.
  flush_standard_streams();
  const SignalsBlocked blocked;
  const pid_t pid = check(::fork(), "fork");
  if (pid == 0) {
    outlive_stop_signals();
  }
  return pid;
}

void exit_child(int status) {
  flush_standard_streams();
  ::_exit(status);
}

}  // namespace socketserver
