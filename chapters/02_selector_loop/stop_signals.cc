#include "chapters/02_selector_loop/stop_signals.h"

#include "chapters/support/catch_signal.h"

#include <pthread.h>
#include <sched.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>

namespace socketserver {
namespace {

// A signal handler is handed nothing of ours, so what it works on has to be
// global; and it may only touch what can be read in one step.
std::atomic<const Wakeup*> stop_wakeup = nullptr;
static_assert(std::atomic<const Wakeup*>::is_always_lock_free &&
              std::atomic<int>::is_always_lock_free);
std::atomic<pid_t> stop_pid = 0;  // Whose process has made the StopSignals.
std::atomic<int> interrupts = 0;  // SIGINTs so far.
std::atomic<int> running = 0;     // Handlers, in whatever thread.

void on_stop_signal(int number) {
  ++running;
  // Not in a forked child: the eventfd is its parent's, too.
  if (const Wakeup* const stop = stop_wakeup.load();
      stop != nullptr && stop_pid.load() == ::getpid()) {
    stop->notify();
  }
  if (number == SIGINT && ++interrupts > 1) {
    ::signal(SIGINT, SIG_DFL);
    ::raise(SIGINT);  // Comes when this handler returns.
  }
  --running;
}

sigset_t both_signals() {
  sigset_t both;
  ::sigemptyset(&both);
  ::sigaddset(&both, SIGINT);
  ::sigaddset(&both, SIGTERM);
  return both;
}

// One at a time in each thread.
struct sigaction catch_stop_signal(int number) {
  return catch_signal(number, on_stop_signal, both_signals());
}

}  // namespace

StopSignals::StopSignals(const Wakeup& stop) {
  // Until it is known whether they are ignored.
  const sigset_t both = both_signals();
  ::pthread_sigmask(SIG_BLOCK, &both, &previous_mask_);
  stop_pid.store(::getpid());
  stop_wakeup.store(&stop);
  interrupts.store(0);
  running.store(0);  // This may be a child that was forked beside a handler.
  previous_int_ = catch_stop_signal(SIGINT);
  previous_term_ = catch_stop_signal(SIGTERM);
  ::pthread_sigmask(SIG_UNBLOCK, &both, nullptr);
}

StopSignals::~StopSignals() {
  ::pthread_sigmask(SIG_SETMASK, &previous_mask_, nullptr);
  ::sigaction(SIGINT, &previous_int_, nullptr);
  ::sigaction(SIGTERM, &previous_term_, nullptr);
  stop_wakeup.store(nullptr);
  while (running.load() > 0) {
    ::sched_yield();
  }
}

void outlive_stop_signals() noexcept {
  if (interrupts.load() != 0) {  // Or nothing is written, and no page copied.
    interrupts.store(0);
  }
  catch_stop_signal(SIGINT);
  catch_stop_signal(SIGTERM);
}

}  // namespace socketserver
