#include "chapters/03_class_hierarchy/server_loop.h"

#include "chapters/01_accept_loop/accept_error.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/03_class_hierarchy/thrown_by.h"
#include "chapters/support/standard_streams.h"

#include <chrono>
#include <cstdlib>

namespace socketserver {

// One run of the loop. One that has been stopped from its beginning touches
// nothing: its server is closed, and the thread that closes may be at work on
// the selector.
class ServerLoop::Run {
 public:
  Run(ServerLoop& loop, const char* call) : loop_(loop), run_(loop.run_, call) {
    if (!begun_) {
      return;
    }
    std::optional<ListenerWatch>& listener = loop_.listener_;
    if (!listener || listener->fileno() != loop_.fileno()) {
      listener.emplace(loop_.selector_, loop_.fileno());
    }
    loop_.watch(wakeup_, kEventRead);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run() {
    if (begun_) {
      loop_.unwatch(wakeup_);
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
    call([this] { service_actions(); });
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
  const Deadline deadline = next_deadline();
  timeout = shorter(timeout, listener_->remaining());
  timeout = shorter(timeout, deadline.remaining());
  bool request_waits = false;
  for (const Ready& ready : selector_.select(timeout)) {
    if (ready.fd == listener_->fileno()) {
      request_waits = true;
    } else if (ready.fd == run_.wakeup().fileno()) {
      run_.wakeup().clear();
    } else {
      call([&] { descriptor_ready(ready.fd, ready.events); });
    }
  }
  if (deadline.passed()) {
    call([this] { deadline_passed(); });
  }
  return request_waits;
}

void ServerLoop::accept_failed(const std::system_error& error) noexcept {
  if (is_lasting(error.code())) {
    const bool is_news = listener_->look_away();
    if (is_news) {
      call([&] { handle_accept_error(error); });
    }
  }
}

template <typename Hook>
void ServerLoop::call(Hook hook) noexcept {
  if (const std::exception_ptr error = thrown_by(hook)) {
    handle_loop_error(error);
  }
}

// What the hooks do by default.

void ServerLoop::handle_timeout() {}

void ServerLoop::service_actions() {}

void ServerLoop::handle_accept_error(const std::system_error& error) {
  log_line(error.what());
}

void ServerLoop::descriptor_ready(int /*fd*/, unsigned /*events*/) {}

Deadline ServerLoop::next_deadline() const noexcept {
  return {};
}

void ServerLoop::deadline_passed() {}

bool ServerLoop::has_room() const noexcept {
  return true;
}

}  // namespace socketserver
