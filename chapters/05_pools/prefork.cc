#include "chapters/05_pools/prefork.h"

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/04_mixins/fork_child.h"
#include "chapters/05_pools/worker_process.h"
#include "chapters/05_pools/worker_reports.h"
#include "chapters/support/standard_streams.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace socketserver {
namespace {

constexpr std::chrono::milliseconds kASecond(1000);

// How long an empty place is left empty: a signal that all of them get may
// reach the parent last.
constexpr std::chrono::milliseconds kAMoment(20);

class Prefork {
 public:
  Prefork(const Wakeup& stop, UniqueFd socket, std::size_t processes,
          const ServeSocket& serve)
      : stop_(stop),
        socket_(std::move(socket)),
        serve_(serve),
        workers_(processes) {
    selector_.register_fd(stop_.fileno(), kEventRead);
  }

  void run();

 private:
  // A place for a process, and what is to be said of the last that was there.
  struct Place {
    WorkerProcess process;
    std::string note;
  };

  void start_all();
  void start(WorkerProcess& worker);
  bool reap(Place& place);
  void refill(Place& place);
  [[noreturn]] void serve_in_child(pid_t parent) noexcept;
  void stop();
  [[nodiscard]] Timeout timeout() const;
  [[nodiscard]] bool nobody_is_left() const;

  const Wakeup& stop_;
  UniqueFd socket_;
  const ServeSocket& serve_;
  WorkerReports reports_;
  PollSelector selector_;
  std::vector<Place> workers_;
  FailureRow forks_;
  bool some_have_served_ = false;
  bool stopping_ = false;
};

void Prefork::run() {
  start_all();
  while (!stopping_ || !nobody_is_left()) {
    std::vector<int> ended;  // Descriptors.
    for (const Ready& ready : selector_.select(timeout())) {
      if (ready.fd == stop_.fileno()) {
        stop();
      } else {
        ended.push_back(ready.fd);
      }
    }
    for (Place& place : workers_) {
      const bool has_ended =
          std::ranges::count(ended, place.process.fileno()) != 0;
      if (!reap(place) && has_ended) {
        place.process.look_instead(selector_);
      }
      refill(place);
    }
  }
}

void Prefork::start_all() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    try {
      start(workers_[i].process);
    } catch (const std::system_error& error) {
      throw std::system_error(
          error.code(), "fork, process " + std::to_string(i + 1) + " of " +
                            std::to_string(workers_.size()));
    }
  }
}

// Reports whether the process has ended and been reaped.
bool Prefork::reap(Place& place) {
  const auto ending = place.process.reap(selector_);
  if (!ending) {
    return false;
  }
  const std::string reason = reports_.take(ending->pid);
  const bool could_serve = reason.empty();
  some_have_served_ |= could_serve && place.process.has_rested();
  if (!could_serve && !some_have_served_ && nobody_is_left()) {
    throw std::runtime_error(reason);
  }
  place.note = ending->text + (could_serve ? "" : ": " + reason);
  place.process.rest(could_serve ? kAMoment : kASecond);
  if (stopping_ && !ending->by_itself) {
    log_line(place.note);
  }
  return true;
}

// Once it has been empty for long enough.
void Prefork::refill(Place& place) {
  if (place.process.is_alive() || stopping_ || !place.process.has_rested()) {
    return;
  }
  if (!place.note.empty()) {
    log_line(std::exchange(place.note, ""));
  }
  try {
    start(place.process);
    forks_.succeeded();
  } catch (const std::system_error& error) {
    place.process.rest(kASecond);
    if (forks_.failed(1)) {
      log_line(error.what());
    }
  }
}

// A child that is stopped before it knows how must not overlook that.
class StopSignalsBlocked {
 public:
  StopSignalsBlocked() {
    sigset_t both;
    ::sigemptyset(&both);
    ::sigaddset(&both, SIGINT);
    ::sigaddset(&both, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &both, &before_);
  }
  StopSignalsBlocked(const StopSignalsBlocked&) = delete;
  StopSignalsBlocked& operator=(const StopSignalsBlocked&) = delete;
  ~StopSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

void Prefork::start(WorkerProcess& worker) {
  const pid_t parent = ::getpid();
  const StopSignalsBlocked blocked;
  const pid_t pid = fork_child();
  if (pid == 0) {
    serve_in_child(parent);
  }
  worker.has_started(pid, selector_);
}

// Ends by _exit: what else there is in this process is a copy of the parent's.
void Prefork::serve_in_child(pid_t parent) noexcept {
  try {
    // SIGKILL, since nobody would be left to send it after a polite signal. The
    // parent may have gone before this call; then it is another's child by now.
    check(::prctl(PR_SET_PDEATHSIG, SIGKILL), "prctl PR_SET_PDEATHSIG");
    if (::getppid() != parent) {
      exit_child(EXIT_FAILURE);
    }
    for (Place& sibling : workers_) {
      sibling.process.forget();
    }
    const Wakeup stop;
    // Ctrl-C goes to all of them, and is the parent's to pass on: one that has
    // come already is forgotten, and what comes later does nothing.
    auto* const before = ::signal(SIGINT, SIG_IGN);
    const StopSignals signals(stop);  // Which unblocks them.
    if (before != SIG_IGN) {
      ::signal(SIGINT, [](int /*number*/) {});
    }
    serve_(stop, std::move(socket_));
  } catch (const std::exception& error) {
    reports_.write(error.what());
    exit_child(EXIT_FAILURE);
  }
  exit_child(EXIT_SUCCESS);
}

void Prefork::stop() {
  selector_.unregister(stop_.fileno());
  stopping_ = true;
  socket_.reset();  // It isn't this process that keeps the port until the end.
  for (const Place& place : workers_) {
    place.process.send_signal(SIGTERM);
  }
}

Timeout Prefork::timeout() const {
  Timeout timeout;
  for (const Place& place : workers_) {
    timeout = shorter(timeout, place.process.next_look(stopping_));
  }
  return timeout;
}

bool Prefork::nobody_is_left() const {
  return std::ranges::none_of(
      workers_, [](const Place& place) { return place.process.is_alive(); });
}

}  // namespace

void prefork(const Wakeup& stop, UniqueFd socket, std::size_t processes,
             const ServeSocket& serve) {
  Prefork(stop, std::move(socket), processes, serve).run();
}

}  // namespace socketserver
