// RunState: whether somebody serves, and how to make it stop.
//
// What Python does with an Event and a flag that it looks at twice a second.
// Here the flag comes with a Wakeup, so that the loop need not look; RunState
// knows which thread and process serve, so that asking for the end is right
// from everywhere: it never waits for itself, and a forked child can't stop its
// parent, though the two share the Wakeup's descriptor. (Forks are chapter 04's
// subject; skip what is about children until then.)
//
// Thread rule: shutdown() and stop() from every thread; a Run only in the
// thread that made it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_RUN_STATE_H_
#define CHAPTERS_03_CLASS_HIERARCHY_RUN_STATE_H_

#include "chapters/02_selector_loop/wakeup.h"

#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace socketserver {

class RunState {
 public:
  // One run of the loop, from its construction to its destruction.
  class Run {
   public:
    // Throws std::logic_error if another run is under way, and
    // std::system_error if a forked child finds no descriptor for its Wakeup.
    explicit Run(RunState& state);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    [[nodiscard]] bool stopped() const { return state_.stop_requested_; }

   private:
    RunState& state_;
  };

  // Throws std::system_error if there is no descriptor for the Wakeup.
  RunState();

  // The descriptor that is readable once the run is to end.
  [[nodiscard]] int wakeup() const { return wakeup_.fileno(); }

  // Makes the run end and waits until it has; before the first run, makes that
  // one end as soon as it begins.
  void shutdown() noexcept { request_stop(/*remember=*/true); }

  // The same, but without a run it does nothing.
  void stop() noexcept { request_stop(/*remember=*/false); }

 private:
  enum class Phase { kNew, kRunning, kEnded };

  // `remember`: also for a run that has not begun yet.
  void request_stop(bool remember) noexcept;

  std::atomic<bool> stop_requested_ = false;
  std::atomic<pid_t> pid_ = 0;  // Of the process of the last run; 0 before it.

  // Guards all that follows, except in the run's own thread.
  std::mutex mutex_;
  std::condition_variable ended_;
  Phase phase_ = Phase::kNew;
  unsigned runs_ = 0;  // How many have begun.
  std::thread::id thread_;
  Wakeup wakeup_;     // Made anew in a child.
  pid_t wakeup_pid_;  // Of the process that made it.
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_RUN_STATE_H_
