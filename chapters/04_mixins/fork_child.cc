#include "chapters/04_mixins/fork_child.h"

#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/01_accept_loop/system_call.h"

#include <sys/single_threaded.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <streambuf>
#include <system_error>

namespace socketserver {
namespace {

// A fork copies no page table entries of unchanged parts of mapped files. So
// the first call into each 64 KB of libc is a page fault, in every child anew.
// fork, send and close are in parts that a child needs anyway, and so is
// syscall; sigaction, sigprocmask and __fpending are each in a part that it
// needs for nothing else, and these three faults were a twelfth of a short
// request. Hence the system calls by their numbers, and the look into a FILE.

// As __fpending: whether a stream's buffer holds what it hasn't written yet.
// One of wide characters keeps its buffer elsewhere; only fflush knows.
bool has_pending(const std::FILE* file) {
  return file->_mode > 0 || file->_IO_write_ptr != file->_IO_write_base;
}

bool has_pending(const std::streambuf& buffer) {
  // Both are protected: only a class that derives from it may name them.
  struct Pointers : std::streambuf {
    using std::streambuf::pbase;
    using std::streambuf::pptr;
  };
  return (buffer.*&Pointers::pptr)() != (buffer.*&Pointers::pbase)();
}

// Looks before it flushes: a flush of nothing takes locks, which means writing
// to pages that parent and child still share, and each such page is copied.
void flush_standard_streams() {
  // Has a buffer of its own only after sync_with_stdio(false).
  if (const auto* buffer = std::cout.rdbuf();
      buffer != nullptr && has_pending(*buffer)) {
    std::cout.flush();
  }
  if (has_pending(stdout)) {
    std::fflush(stdout);
  }
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

// The kernel's set of signals; a sigset_t has room for sixteen times as many.
using SignalSet = std::uint64_t;

// The kernel's struct sigaction, on x86-64 and arm64; libc's is another one.
struct SignalAction {
  void (*handler)(int);
  std::uint64_t flags;
  void (*restorer)();
  SignalSet mask;
};

// Blocks all signals for the length of a scope: a child must not get one before
// it has its own reactions to it.
class SignalsBlocked {
 public:
  SignalsBlocked() { set_mask(~SignalSet{0}, &before_); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;
  ~SignalsBlocked() { set_mask(before_, nullptr); }

 private:
  static void set_mask(const SignalSet& mask, SignalSet* before) {
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, before, sizeof(mask));
  }

  SignalSet before_ = 0;
};

void set_action(int number, void (*handler)(int)) {
  const SignalAction action{
      .handler = handler, .flags = 0, .restorer = nullptr, .mask = 0};
  ::syscall(SYS_rt_sigaction, number, &action, nullptr, sizeof(SignalSet));
}

}  // namespace

pid_t fork_child() {
  warn_of_other_threads();
  flush_standard_streams();
  const SignalsBlocked blocked;
  const pid_t pid = check(::fork(), "fork");
  if (pid == 0) {
    set_action(SIGINT, SIG_IGN);
    set_action(SIGTERM, SIG_DFL);
  }
  return pid;
}

void exit_child(int status) {
  flush_standard_streams();
  ::_exit(status);
}

}  // namespace socketserver
