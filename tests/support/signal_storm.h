// SignalStorm: keeps interrupting one thread, until it goes out of scope.

#ifndef TESTS_SUPPORT_SIGNAL_STORM_H_
#define TESTS_SUPPORT_SIGNAL_STORM_H_

#include "chapters/01_accept_loop/system_call.h"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <thread>

namespace socketserver {

class SignalStorm {
 public:
  // Sends SIGUSR1 to the calling thread again and again. The handler does
  // nothing, and is set without SA_RESTART: each signal cuts short the system
  // call that it meets.
  SignalStorm() {
    struct sigaction action {};
    action.sa_handler = [](int /*number*/) { ++count(); };
    check(::sigaction(SIGUSR1, &action, nullptr), "sigaction");
    const int before = signals();
    sender_ =
        std::jthread([target = ::pthread_self()](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            ::pthread_kill(target, SIGUSR1);
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
          }
        });
    while (signals() == before) {  // The scheduler may take its time.
      std::this_thread::yield();
    }
  }

  // How many signals have been handled so far.
  static int signals() { return count(); }

 private:
  static std::atomic<int>& count() {
    static std::atomic<int> signals = 0;
    return signals;
  }

  std::jthread sender_;
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_SIGNAL_STORM_H_
