#include "chapters/03_class_hierarchy/run_state.h"

#include <unistd.h>

#include <stdexcept>

namespace socketserver {

RunState::RunState() : wakeup_pid_(::getpid()) {}

RunState::Run::Run(RunState& state) : state_(state) {
  const std::scoped_lock lock(state_.mutex_);
  if (state_.phase_ == Phase::kRunning) {
    throw std::logic_error("serve_forever: the server is serving already");
  }
  if (state_.wakeup_pid_ != ::getpid()) {
    // Made before a fork: the other processes would be woken up too.
    state_.wakeup_ = Wakeup();
    state_.wakeup_pid_ = ::getpid();
  }
  state_.phase_ = Phase::kRunning;
  state_.thread_ = std::this_thread::get_id();
  state_.pid_ = ::getpid();
  ++state_.runs_;
}

RunState::Run::~Run() {
  const std::scoped_lock lock(state_.mutex_);
  state_.phase_ = Phase::kEnded;
  state_.stop_requested_ = false;
  state_.wakeup_.clear();
  state_.ended_.notify_all();
}

void RunState::request_stop(bool remember) noexcept {
  if (pid_ != 0 && pid_ != ::getpid()) {
    // A forked child. Another thread may have held the mutex at the fork, and
    // that thread isn't here to unlock it.
    return;
  }
  std::unique_lock lock(mutex_);
  if (phase_ == Phase::kRunning) {
    stop_requested_ = true;
    wakeup_.notify();
    if (thread_ != std::this_thread::get_id()) {
      // Or the next run has begun before this thread woke up.
      ended_.wait(lock, [this, run = runs_] {
        return phase_ != Phase::kRunning || runs_ != run;
      });
    }
  } else if (phase_ == Phase::kNew && remember) {
    stop_requested_ = true;
  }
}

}  // namespace socketserver
