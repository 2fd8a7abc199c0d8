#include "chapters/03_class_hierarchy/run_state.h"

#include <unistd.h>

#include <stdexcept>

namespace socketserver {

RunState::RunState() : wakeup_(std::in_place), wakeup_pid_(::getpid()) {}

RunState::Run::Run(RunState& state) : state_(state) {
  const std::scoped_lock lock(state_.mutex_);
  if (state_.phase_ == Phase::kRunning) {
    throw std::logic_error("serve_forever: the server is serving already");
  }
  if (state_.wakeup_pid_ != ::getpid()) {
    // Made before a fork: the other processes would be woken up too.
    state_.wakeup_.emplace();
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
  state_.wakeup_->clear();
  state_.ended_.notify_all();
}

void RunState::request_stop(bool latch) noexcept {
  if (pid_ != 0 && pid_ != ::getpid()) {
    return;  // A forked child. The mutex may be locked for ever here.
  }
  std::unique_lock lock(mutex_);
  if (phase_ == Phase::kRunning) {
    stop_requested_ = true;
    wakeup_->notify();
    if (thread_ != std::this_thread::get_id()) {
      ended_.wait(lock, [this, run = runs_] {
        return phase_ != Phase::kRunning || runs_ != run;
      });
    }
  } else if (phase_ == Phase::kNew && latch) {
    stop_requested_ = true;
  }
}

}  // namespace socketserver
