// WorkerProcess: the place of a process that serves, as its parent sees it.
//
// A process may die, and then another takes its place. But one that dies as
// soon as it begins, for want of a file, say, would be followed by as many a
// second as there can be; so each place rests until a second after its last
// start.
//
// Not thread-safe.

#ifndef CHAPTERS_05_POOLS_WORKER_PROCESS_H_
#define CHAPTERS_05_POOLS_WORKER_PROCESS_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/04_mixins/child_process.h"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

namespace socketserver {

class WorkerProcess {
 public:
  // How a process has ended.
  struct Ending {
    pid_t pid;
    std::string text;        // "process 4711 was killed by signal 9"
    bool by_itself = false;  // With status 0, as one that is told to stop.
  };

  WorkerProcess() = default;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // Kills the process and reaps it, if there is one.
  ~WorkerProcess();

  // Takes note of a child that was forked just now, and has `selector` wake up
  // when it ends, if there is a descriptor for that.
  void has_started(pid_t pid, PollSelector& selector) noexcept;

  [[nodiscard]] bool is_alive() const { return process_.has_value(); }

  // Reaps the process if it has ended, and says how.
  std::optional<Ending> reap(PollSelector& selector);

  // For a process that its pidfd says has ended, but that can't be reaped, as
  // while a debugger has it: looks at it now and then instead.
  void look_instead(PollSelector& selector);

  // The descriptor that tells of its end; -1 if there is none.
  [[nodiscard]] int fileno() const {
    return process_ ? process_->fileno() : -1;
  }

  // Rests, for so long at least; and reports whether the place has: from the
  // last start on it rests for a second by itself.
  void rest(std::chrono::milliseconds time) {
    rest_ = later(rest_, Deadline(time));
  }
  [[nodiscard]] bool has_rested() const { return rest_.passed(); }

  // How long the parent may wait until it looks again. An empty place that is
  // `left_empty` needs no look.
  [[nodiscard]] Timeout next_look(bool left_empty) const;

  void send_signal(int number) const;

  // In a forked child: lets go of a sibling, which isn't its to kill.
  void forget() { process_.reset(); }

 private:
  static constexpr std::chrono::seconds kRest{1};
  static constexpr std::chrono::milliseconds kLookInterval{20};

  std::optional<ChildProcess> process_;
  Deadline rest_;
};

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_WORKER_PROCESS_H_
