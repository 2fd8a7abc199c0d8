// The floors: `floor MODEL`, a server of bare system calls that says hello.
//
// What no server of the same model, with stacks of the same size, can be much
// better than. No error is looked at, nothing can be stopped, nothing is reaped
// in time: copy nothing from here. It stands beside the classes to show what
// their comfort costs.

#include "benchmarks/floor_program.h"

#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace socketserver {
namespace {

void accept_loop(int listener) {
  while (true) {
    say_hello(::accept(listener, nullptr, nullptr));
  }
}

void poll_loop(int listener) {
  while (true) {
    pollfd entry{.fd = listener, .events = POLLIN, .revents = 0};
    ::poll(&entry, 1, -1);
    say_hello(::accept(listener, nullptr, nullptr));
  }
}

void* hello_thread(void* connection) {
  say_hello(static_cast<int>(reinterpret_cast<std::intptr_t>(connection)));
  return nullptr;
}

// Threads that nobody joins, with a stack of `StackSize` bytes; 0: the usual.
template <std::size_t StackSize>
void thread_loop(int listener) {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (StackSize != 0) {
    ::pthread_attr_setstacksize(&attributes, StackSize);
  }
  while (true) {
    const std::intptr_t connection = ::accept(listener, nullptr, nullptr);
    pthread_t thread{};
    // A number in a pointer saves the memory that a pointer to it would need.
    // NOLINTNEXTLINE(performance-no-int-to-ptr)
    auto* const argument = reinterpret_cast<void*>(connection);
    ::pthread_create(&thread, &attributes, &hello_thread, argument);
  }
}

void fork_loop(int listener) {
  while (true) {
    const int connection = ::accept(listener, nullptr, nullptr);
    if (::fork() == 0) {
      ::close(listener);
      say_hello(connection);
      ::_exit(0);
    }
    ::close(connection);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

// The five calls about signals that a fork needs besides, as libc has them.
struct LibcSignals {
  static void block() {
    sigset_t all;
    ::sigfillset(&all);
    ::sigprocmask(SIG_SETMASK, &all, nullptr);
  }
  static void unblock() {
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }
  static void set(int number, void (*handler)(int)) {
    ::signal(number, handler);
  }
};

// The same calls by their numbers, so that none of libc's code is touched for
// them. The structs are the kernel's, on x86-64 and arm64.
struct RawSignals {
  static void block() { set_mask(~std::uint64_t{0}); }
  static void unblock() { set_mask(0); }
  static void set_mask(std::uint64_t mask) {
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask);
  }
  static void set(int number, void (*handler)(int)) {
    const struct {
      void (*handler)(int);
      std::uint64_t flags, restorer, mask;
    } action{handler, 0, 0, 0};
    ::syscall(SYS_rt_sigaction, number, &action, nullptr, sizeof action.mask);
  }
};

template <typename Signals>
void fork_loop_with(int listener) {
  while (true) {
    const int connection = ::accept(listener, nullptr, nullptr);
    Signals::block();
    if (::fork() == 0) {
      Signals::set(SIGINT, SIG_IGN);
      Signals::set(SIGTERM, SIG_DFL);
      Signals::unblock();
      ::close(listener);
      say_hello(connection);
      ::_exit(0);
    }
    Signals::unblock();
    ::close(connection);
    while (::waitpid(-1, nullptr, WNOHANG) > 0) {
    }
  }
}

const std::map<std::string, FloorModel> kModels = {
    {"accept_loop", accept_loop},
    {"poll_loop", poll_loop},
    {"thread_loop", thread_loop<0>},
    {"thread_loop_1MB", thread_loop<std::size_t{1} << 20>},
    {"fork_loop", fork_loop},
    {"fork_loop_libc_signals", fork_loop_with<LibcSignals>},
    {"fork_loop_raw_signals", fork_loop_with<RawSignals>},
};

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  return socketserver::run_floor(argc, argv, socketserver::kModels);
}
