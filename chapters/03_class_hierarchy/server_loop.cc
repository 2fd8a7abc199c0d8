#include "chapters/03_class_hierarchy/server_loop.h"

#include "chapters/02_selector_loop/selector.h"
#include "chapters/03_class_hierarchy/thrown_by.h"
#include "chapters/support/standard_streams.h"

#include <chrono>
#include <cstdlib>

namespace socketserver {
namespace {

// A copy, which outlives the catch clause; none if it is another exception.
std::optional<std::system_error> as_system_error(
    const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::system_error& failure) {
    return failure;
  } catch (...) {
    return std::nullopt;
  }
}

}  // namespace

// One run of the loop. One that has been stopped from its beginning touches
// nothing: its server is closed, and the thread that closes may be at work on
// the selector.
class ServerLoop::Run {
 public:
  Run(ServerLoop& loop, const char* call) : loop_(loop), run_(loop.run_, call) {
    if (!begun_) {
      return;
    }
    loop_.service_begins();
    std::optional<ListenerWatch>& listener = loop_.listener_;
    // Kept from run to run, unless the socket has been replaced.
    if (!listener || listener->fileno() != loop_.fileno()) {
      listener.emplace(loop_.selector_, loop_.fileno());
    }
    loop_.selector_.register_fd(wakeup_, kEventRead);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    if (begun_) {
      loop_.selector_.unregister(wakeup_);
      loop_.listener_->update(false);
    }
  }

  [[nodiscard]] bool stopped() const { return run_.stopped(); }

 private:
  ServerLoop& loop_;
  RunState::Run run_;
  bool begun_ = !run_.stopped();
  int wakeup_ = loop_.run_.wakeup().fileno();
};

ServerLoop::~ServerLoop() {
  abort_if_served();
}

void ServerLoop::stop_serving() noexcept {
  const bool by_the_loop_itself = run_.close();
  if (by_the_loop_itself) {
    // Its number is somebody else's soon.
    listener_->update(false);
  }
}

void ServerLoop::abort_if_served() noexcept {
  if (run_.runs_elsewhere()) {
    log_line("a server was destroyed while another thread serves");
    std::abort();
  }
}

// The two ways to leave it.

void ServerLoop::serve_forever(Timeout poll_interval) {
  // Python's poll_interval=0 is a busy loop; here it only means: no interval.
  if (poll_interval && *poll_interval <= std::chrono::nanoseconds::zero()) {
    poll_interval = std::nullopt;
  }
  const Run run(*this, "serve_forever");
  while (!run.stopped()) {
    const bool request_waits = wait_for_request(poll_interval);
    if (run.stopped()) {
      break;  // Not one more: the client that waits stays in the queue.
    }
    if (request_waits) {
      handle_request_noblock();
    }
    call(service_actions_, [this] { service_actions(); });
  }
}

void ServerLoop::handle_request() {
  const Deadline deadline(timeout());
  const Run run(*this, "handle_request");
  while (!run.stopped()) {
    const bool request_waits = wait_for_request(deadline.remaining());
    if (run.stopped()) {
      break;
    }
    if (request_waits) {
      handle_request_noblock();
      break;
    }
    if (deadline.passed()) {
      handle_timeout();
      break;
    }
  }
}

// The wait that both have in common.
bool ServerLoop::wait_for_request(Timeout timeout) {
  listener_->update(has_room());
  watched_.begin_turn();
  // A hook that has failed at its deadline rests first.
  const Deadline deadline = later(next_deadline(), deadline_rest_);
  timeout = shorter(timeout, listener_->remaining());
  timeout = shorter(timeout, watched_.remaining());
  timeout = shorter(timeout, deadline.remaining());
  bool request_waits = false;
  for (const Ready& ready : selector_.select(timeout)) {
    if (ready.fd == listener_->fileno()) {
      // Told, not served: first all else that is ready.
      request_waits = true;
    } else if (ready.fd == run_.wakeup().fileno()) {
      run_.wakeup().clear();
    } else {
      call_descriptor_ready(ready);
    }
  }
  if (deadline.passed()) {
    call(deadline_passed_, [this] { deadline_passed(); });
    if (deadline_passed_.lasts()) {
      deadline_rest_ = Deadline(FailureRow::kRest);
    }
  }
  return request_waits;
}

void ServerLoop::accept_failed(const std::exception_ptr& error) noexcept {
  const std::optional<std::system_error> failure = as_system_error(error);
  if (failure) {
    // EMFILE and its like come again and again, and are told once a row.
    if (listener_->failed(failure->code())) {
      FailureRow once;
      call(once, [&] { handle_accept_error(*failure); });
    }
  } else if (listener_->failed()) {
    handle_loop_error(error);
  }
}

template <typename Hook>
void ServerLoop::call(FailureRow& row, Hook hook) noexcept {
  const std::exception_ptr error = thrown_by(hook);
  if (error == nullptr) {
    row.succeeded();
  } else if (row.failed(1)) {
    handle_loop_error(error);
  }
}

void ServerLoop::call_descriptor_ready(const Ready& ready) noexcept {
  // What was called before it in this turn may have unwatched it.
  if (!watched_.is_concerned(ready.fd)) {
    return;
  }
  const std::exception_ptr error =
      thrown_by([&] { descriptor_ready(ready.fd, ready.events); });
  if (error == nullptr) {
    watched_.succeeded(ready.fd);
  } else if (watched_.failed(ready.fd)) {
    handle_loop_error(error);
  }
}

void ServerLoop::handle_accept_error(const std::system_error& error) {
  log_line(error.what());
}

}  // namespace socketserver
