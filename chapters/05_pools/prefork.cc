#include "chapters/05_pools/prefork.h"

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/04_mixins/fork_child.h"
#include "chapters/05_pools/worker_process.h"
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

class Prefork {
 public:
  Prefork(UniqueFd socket, std::size_t processes, const ServeSocket& serve)
      : socket_(std::move(socket)), serve_(serve), workers_(processes) {
    selector_.register_fd(stop_.fileno(), kEventRead);
  }

  void run();

 private:
  void start(WorkerProcess& worker);
  void start_again(WorkerProcess& worker);
  void look_after(WorkerProcess& worker);
  [[noreturn]] void serve_in_child(pid_t parent) noexcept;
  void stop();
  [[nodiscard]] Timeout timeout() const;
  [[nodiscard]] bool nobody_is_left() const;

  UniqueFd socket_;
  const ServeSocket& serve_;
  const Wakeup stop_;
  const StopSignals signals_{stop_};
  const Reports reports_;
  PollSelector selector_;
  std::vector<WorkerProcess> workers_;
  FailureRow forks_;
  bool some_have_served_ = false;  // For a second, whatever came of it.
  bool stopping_ = false;
};

void Prefork::run() {
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    try {
      start(workers_[i]);
    } catch (const std::system_error& error) {
      throw std::system_error(
          error.code(), "fork, process " + std::to_string(i + 1) + " of " +
                            std::to_string(workers_.size()));
    }
  }
  while (!stopping_ || !nobody_is_left()) {
    for (const Ready& ready : selector_.select(timeout())) {
      if (ready.fd == stop_.fileno()) {
        stop();
      }
    }
    for (WorkerProcess& worker : workers_) {
      look_after(worker);
    }
  }
}

void Prefork::look_after(WorkerProcess& worker) {
  if (const auto ending = worker.reap(selector_); ending && !stopping_) {
    const std::string reason = reports_.read();
    some_have_served_ = some_have_served_ || worker.has_rested();
    if (ending->could_not_serve && !some_have_served_) {
      throw std::runtime_error(reason);
    }
    log_line(ending->text + (reason.empty() ? "" : ": " + reason));
  }
  if (!worker.is_alive() && !stopping_ && worker.has_rested()) {
    start_again(worker);
  }
}

void Prefork::start_again(WorkerProcess& worker) {
  try {
    start(worker);
    forks_.succeeded();
  } catch (const std::system_error& error) {
    worker.rest();
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
  // SIGKILL, since nobody would be left to send it after a polite signal. The
  // parent may have gone before this call; then it is another's child by now.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) {
    exit_child(EXIT_FAILURE);
  }
  try {
    for (WorkerProcess& sibling : workers_) {
      sibling.forget();
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
    exit_child(kCouldNotServe);
  }
  exit_child(EXIT_SUCCESS);
}

void Prefork::stop() {
  stop_.clear();
  stopping_ = true;
  socket_.reset();  // Or clients would wait in a queue that nobody serves.
  for (const WorkerProcess& worker : workers_) {
    worker.send_signal(SIGTERM);
  }
}

Timeout Prefork::timeout() const {
  Timeout timeout;
  for (const WorkerProcess& worker : workers_) {
    timeout = shorter(timeout, worker.next_look(stopping_));
  }
  return timeout;
}

bool Prefork::nobody_is_left() const {
  return std::ranges::none_of(workers_, &WorkerProcess::is_alive);
}

}  // namespace

void prefork(UniqueFd socket, std::size_t processes, const ServeSocket& serve) {
  Prefork(std::move(socket), processes, serve).run();
}

}  // namespace socketserver
