// RunState: whether somebody serves, and how to make it stop.
//
// What Python does with an Event and a flag that it looks at twice a second.
// Here the flag comes with a Wakeup, so that the loop need not look; RunState
// knows which thread and process serve, so that asking for the end is right
// from everywhere: it never waits for itself, and a forked child can't stop its
// parent, though the two share the Wakeup's descriptor. (Forks are chapter 04's
// subject; skip what is about children until then.)
//
// Closed is for good: whoever asks for it can't be too early. A run that begins
// afterwards has ended already.
//
// Thread rule: everything from every thread, but a Run only in the thread that
// made it.

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
    // `call` is what runs, for the error. Throws std::logic_error if another
    // run is under way, and std::system_error if a forked child finds no
    // descriptor for its Wakeup.
    Run(RunState& state, const char* call);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run();

    [[nodiscard]] bool stopped() const { return state_.stop_requested_; }

   private:
    RunState& state_;
  };

  // Throws std::system_error if there is no descriptor for the Wakeup.
  RunState();

  // Readable once the run is to end, or somebody has called its notify().
  [[nodiscard]] const Wakeup& wakeup() const { return wakeup_; }

  // Makes the run end and waits until it has; before the first run, makes that
  // one end as soon as it begins. After a run it does nothing.
  void shutdown() noexcept;

  // Makes the run end, waits until it has, and lets none begin any more: the
  // next has been stopped from its beginning. Reports whether the run itself
  // has called it, which then goes on until it looks at stopped().
  bool close() noexcept;

  // Reports whether this is a child that was forked since a run began. Another
  // thread may have held the mutex at the fork, and that thread isn't in the
  // child to unlock it.
  [[nodiscard]] bool in_forked_child() const noexcept;

  // Reports whether a thread of this process is in a run, other than the
  // calling one.
  [[nodiscard]] bool runs_elsewhere() noexcept;

  // How many runs have begun; and waits until so many have, or until it has
  // been closed.
  [[nodiscard]] unsigned runs() noexcept;
  void wait_for_run(unsigned number) noexcept;

 private:
  enum class Phase { kNew, kRunning, kEnded };

  // Reports whether the run itself has called it.
  bool request_stop(std::unique_lock<std::mutex>& lock) noexcept;

  std::atomic<bool> stop_requested_ = false;  // For ever, once closed.
  std::atomic<pid_t> pid_ = 0;  // Of the process of the last run; 0 before it.

  // Guards what follows, but for wakeup_, which changes only when a child
  // begins its first run.
  std::mutex mutex_;
  std::condition_variable changed_;
  Phase phase_ = Phase::kNew;
  bool closed_ = false;
  unsigned runs_ = 0;  // How many have begun.
  std::thread::id thread_;
  Wakeup wakeup_;     // Made anew in a child.
  pid_t wakeup_pid_;  // Of the process that made it.
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_RUN_STATE_H_
