#include "chapters/03_class_hierarchy/base_server.h"

#include "chapters/01_accept_loop/accept_error.h"
#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/03_class_hierarchy/error_report.h"

#include <chrono>
#include <cstdlib>
#include <utility>

namespace socketserver {

// A run of the loop. serve_forever and handle_request differ only in when they
// leave it. One that has been stopped from its beginning touches nothing: its
// server is closed, and the thread that closes may be at work on the selector.
class BaseServer::Loop {
 public:
  Loop(BaseServer& server, const char* call)
      : server_(server), run_(server.run_, call) {
    if (!begun_) {
      return;
    }
    std::optional<ListenerWatch>& listener = server_.listener_;
    if (!listener || listener->fileno() != server_.fileno()) {
      listener.emplace(server_.selector_, server_.fileno());
    }
    server_.watch(wakeup_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop() {
    if (begun_) {
      server_.unwatch(wakeup_);
      server_.listener_->update(false);
    }
  }

  [[nodiscard]] bool stopped() const { return run_.stopped(); }

 private:
  BaseServer& server_;
  RunState::Run run_;
  bool begun_ = !run_.stopped();
  int wakeup_ = server_.run_.wakeup().fileno();
};

BaseServer::BaseServer(const Address& server_address,
                       RequestHandlerClass handler,
                       const ServerOptions& options)
    : server_address_(server_address),
      handler_class_(std::move(handler)),
      options_(options) {}

BaseServer::~BaseServer() {
  abort_if_served();
}

void BaseServer::stop_serving() noexcept {
  const bool by_the_loop_itself = run_.close();
  if (by_the_loop_itself) {
    // Its number is somebody else's soon.
    listener_->update(false);
  }
}

void BaseServer::abort_if_served() noexcept {
  if (run_.runs_elsewhere()) {
    log_line("a server was destroyed while another thread serves");
    std::abort();
  }
}

// The loop.

void BaseServer::serve_forever(Timeout poll_interval) {
  if (poll_interval && *poll_interval <= std::chrono::nanoseconds::zero()) {
    poll_interval = std::nullopt;
  }
  const Loop loop(*this, "serve_forever");
  while (!loop.stopped()) {
    const bool request_waits = wait_for_request(poll_interval);
    if (loop.stopped()) {
      break;  // Not one more: the client that waits stays in the queue.
    }
    if (request_waits) {
      handle_request_noblock();
    }
    attempt([this] { service_actions(); });
  }
}

void BaseServer::handle_request() {
  const Deadline deadline(timeout());
  const Loop loop(*this, "handle_request");
  while (!loop.stopped()) {
    const bool request_waits = wait_for_request(deadline.remaining());
    if (loop.stopped()) {
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

bool BaseServer::wait_for_request(Timeout timeout) {
  listener_->update(has_room());
  const Deadline deadline = next_deadline();
  timeout = shorter(timeout, listener_->remaining());
  timeout = shorter(timeout, deadline.remaining());
  bool request_waits = false;
  for (const PollSelector::Ready& ready : selector_.select(timeout)) {
    if (ready.fd == listener_->fileno()) {
      request_waits = true;
    } else if (ready.fd == run_.wakeup().fileno()) {
      run_.wakeup().clear();
    } else {
      attempt([&] { descriptor_ready(ready.fd); });
    }
  }
  if (deadline.passed()) {
    attempt([this] { deadline_passed(); });
  }
  return request_waits;
}

// The way of one request.

void BaseServer::handle_request_noblock() {
  ClientRequest next;
  Request& request = next.request;
  const Address& client = next.client_address;
  bool got = false;
  attempt(request, client, [&] { got = try_get_request(next); });
  if (!got) {
    return;
  }
  const bool done = attempt(request, client, [&] {
    if (verify_request(request, client)) {
      process_request(request, client);
    } else {
      shutdown_request(request);
    }
  });
  if (!done) {
    attempt(request, client, [&] { shutdown_request(request); });
  }
}

bool BaseServer::try_get_request(ClientRequest& next) {
  try {
    next = get_request();
    listener_->accepted();
    return true;
  } catch (const std::system_error& error) {
    if (is_lasting(error.code())) {
      const bool is_news = listener_->look_away();
      if (is_news) {
        handle_accept_error(error);
      }
    }
    return false;
  }
}

void BaseServer::process_request(Request& request,
                                 const Address& client_address) {
  finish_request(request, client_address);
  shutdown_request(request);
}

void BaseServer::finish_request(Request& request,
                                const Address& client_address) {
  handler_class_(request, client_address, *this);
}

void BaseServer::shutdown_request(Request& request) {
  close_request(request);
}

void BaseServer::report_failure(Request& request,
                                const Address& client_address) noexcept {
  try {
    handle_error(request, client_address);
  } catch (...) {
    print_error_report(request, client_address);
  }
}

void BaseServer::report_failure() noexcept {
  Request none;
  report_failure(none, Address());
}

// What the other hooks do by default.

bool BaseServer::verify_request(const Request& /*request*/,
                                const Address& /*client_address*/) {
  return true;
}

void BaseServer::close_request(Request& /*request*/) {}

void BaseServer::handle_error(Request& request, const Address& client_address) {
  print_error_report(request, client_address);
}

void BaseServer::handle_accept_error(const std::system_error& error) {
  log_line(error.what());
}

void BaseServer::handle_timeout() {}

void BaseServer::service_actions() {}

void BaseServer::descriptor_ready(int /*fd*/) {}

Deadline BaseServer::next_deadline() const {
  return {};
}

void BaseServer::deadline_passed() {}

bool BaseServer::has_room() const noexcept {
  return true;
}

}  // namespace socketserver
