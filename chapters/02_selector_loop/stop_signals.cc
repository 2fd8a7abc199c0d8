#include "chapters/02_selector_loop/stop_signals.h"

#include "chapters/01_accept_loop/system_call.h"

#include <atomic>

namespace socketserver {
namespace {

// A signal handler gets no argument but the number, so what it works on has
// to be global; and it may only touch what can be read in one step.
std::atomic<const Wakeup*> stop_wakeup = nullptr;
static_assert(std::atomic<const Wakeup*>::is_always_lock_free);

void on_stop_signal(int /*number*/) {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  // Gone if the StopSignals ended while a signal came in another thread.
  if (const Wakeup* const stop = stop_wakeup.load(); stop != nullptr) {
    stop->notify();
  }
}

}  // namespace

StopSignals::StopSignals(const Wakeup& stop) {
  stop_wakeup.store(&stop);
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  // Most system calls of the program go on after the handler (poll never does).
  action.sa_flags = SA_RESTART;
  // One at a time, so that a second signal can't come before the first has
  // put back the default.
  ::sigaddset(&action.sa_mask, SIGINT);
  ::sigaddset(&action.sa_mask, SIGTERM);
  check(::sigaction(SIGINT, &action, &previous_int_), "sigaction");
  check(::sigaction(SIGTERM, &action, &previous_term_), "sigaction");
}

StopSignals::~StopSignals() {
  ::sigaction(SIGINT, &previous_int_, nullptr);
  ::sigaction(SIGTERM, &previous_term_, nullptr);
  stop_wakeup.store(nullptr);
}

}  // namespace socketserver
