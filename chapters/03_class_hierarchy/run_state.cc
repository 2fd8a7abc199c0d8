#include "chapters/03_class_hierarchy/run_state.h"

#include <unistd.h>

#include <stdexcept>
#include <string>

namespace socketserver {

RunState::RunState() : wakeup_pid_(::getpid()) {}

RunState::Run::Run(RunState& state, const char* call) : state_(state) {
  const std::scoped_lock lock(state_.mutex_);
  if (state_.phase_ == Phase::kRunning) {
    throw std::logic_error(std::string(call) +
                           ": the server is serving already");
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
  state_.changed_.notify_all();
}

RunState::Run::~Run() {
  const std::scoped_lock lock(state_.mutex_);
  state_.phase_ = Phase::kEnded;
  // A stop ends one run; a close ends all that come.
  state_.stop_requested_ = state_.closed_;
  state_.changed_.notify_all();
}

void RunState::shutdown() noexcept {
  // The child has a copy of the state, and no thread that would change it.
  if (in_forked_child()) {
    return;
  }
  std::unique_lock lock(mutex_);
  // After a run there is nothing to stop; before one, it stops the first.
  if (phase_ != Phase::kEnded) {
    request_stop(lock);
  }
}

bool RunState::close() noexcept {
  if (in_forked_child()) {
    return false;
  }
  std::unique_lock lock(mutex_);
  closed_ = true;
  changed_.notify_all();
  return request_stop(lock);
}

bool RunState::runs_elsewhere() noexcept {
  if (in_forked_child()) {
    return false;
  }
  const std::scoped_lock lock(mutex_);
  return phase_ == Phase::kRunning && thread_ != std::this_thread::get_id();
}

unsigned RunState::runs() noexcept {
  const std::scoped_lock lock(mutex_);
  return runs_;
}

void RunState::wait_for_run(unsigned number) noexcept {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return closed_ || runs_ >= number; });
}

bool RunState::in_forked_child() const noexcept {
  return pid_ != 0 && pid_ != ::getpid();
}

bool RunState::request_stop(std::unique_lock<std::mutex>& lock) noexcept {
  stop_requested_ = true;
  if (phase_ != Phase::kRunning) {
    return false;
  }
  wakeup_.notify();
  // A thread that waited for itself would never end: CPython's deadlock.
  if (thread_ == std::this_thread::get_id()) {
    return true;
  }
  // Or the next run has begun before this thread woke up.
  changed_.wait(lock, [this, run = runs_] {
    return phase_ != Phase::kRunning || runs_ != run;
  });
  return false;
}

}  // namespace socketserver
