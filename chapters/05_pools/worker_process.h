// WorkerProcess: the place of a process that serves, as its parent sees it.
//
// A process may die, and then another takes its place. But one that dies as
// soon as it begins, for want of a file, say, would be followed by thousands a
// second; so each place rests until a second after its last start.
//
// Not thread-safe.

#ifndef CHAPTERS_05_POOLS_WORKER_PROCESS_H_
#define CHAPTERS_05_POOLS_WORKER_PROCESS_H_

#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/04_mixins/child_process.h"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

namespace socketserver {

// The exit status of a process whose server has thrown.
inline constexpr int kCouldNotServe = 3;

class WorkerProcess {
 public:
  // How a process has ended.
  struct Ending {
    std::string text;  // "process 4711 was killed by signal 9"
    bool could_not_serve = false;
  };

  WorkerProcess() = default;
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  // Kills the process and reaps it, if there is one.
  ~WorkerProcess();

  // Takes note of a child that was forked just now, and has `selector` wake up
  // when it ends, if there is a descriptor for that.
  void has_started(pid_t pid, PollSelector& selector);

  [[nodiscard]] bool is_alive() const { return process_.has_value(); }

  // Reaps the process if it has ended, and says how.
  std::optional<Ending> reap(PollSelector& selector);

  // Begins to rest; and reports whether the last rest, or the first second
  // since the last start, is over.
  void rest() { rest_ = Deadline(kRest); }
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

// What processes that could not serve tell their parent before they end.
class Reports {
 public:
  Reports();

  // Never wait. What finds no room is left out; of what several have written
  // since the last time, the first line is read.
  void write(const std::string& text) const noexcept;
  [[nodiscard]] std::string read() const;

 private:
  UniqueFd read_end_;
  UniqueFd write_end_;
};

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_WORKER_PROCESS_H_
