#include "chapters/03_class_hierarchy/base_server.h"

#include "chapters/01_accept_loop/accept_error.h"
#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/03_class_hierarchy/error_report.h"

#include <chrono>
#include <utility>

namespace socketserver {
namespace {

// Has a selector watch a descriptor for the length of a scope.
class Watch {
 public:
  Watch(PollSelector& selector, int fd) : selector_(selector), fd_(fd) {
    selector_.register_fd(fd_, kEventRead);
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  ~Watch() { selector_.unregister(fd_); }

 private:
  PollSelector& selector_;
  int fd_;
};

}  // namespace

BaseServer::BaseServer(const Address& server_address,
                       RequestHandlerClass handler,
                       const ServerOptions& options)
    : server_address_(server_address),
      handler_class_(std::move(handler)),
      options_(options) {}

// The loop.

void BaseServer::serve_forever(Timeout poll_interval) {
  if (poll_interval && *poll_interval <= std::chrono::nanoseconds::zero()) {
    poll_interval = std::nullopt;
  }
  const RunState::Run run(run_);
  const Watch wakeup(selector_, run_.wakeup());
  ListenerWatch listener(selector_, fileno());
  while (!run.stopped()) {
    const bool request_waits = wait_for_request(listener, poll_interval);
    if (run.stopped()) {
      break;  // Not one more: the client that waits stays in the queue.
    }
    if (request_waits) {
      handle_request_noblock(listener);
    }
    attempt([this] { service_actions(); });
  }
}

void BaseServer::handle_request() {
  const Deadline deadline(timeout());
  ListenerWatch listener(selector_, fileno());
  while (!wait_for_request(listener, deadline.remaining())) {
    if (deadline.passed()) {
      handle_timeout();
      return;
    }
  }
  handle_request_noblock(listener);
}

bool BaseServer::wait_for_request(ListenerWatch& listener, Timeout timeout) {
  listener.update(has_room());
  bool request_waits = false;
  for (const PollSelector::Ready& ready :
       selector_.select(shorter(timeout, listener.remaining()))) {
    if (ready.fd == listener.fileno()) {
      request_waits = true;
    } else if (ready.fd != run_.wakeup()) {  // Its news is run.stopped().
      attempt([&] { descriptor_ready(ready.fd); });
    }
  }
  return request_waits;
}

// The way of one request.

void BaseServer::handle_request_noblock(ListenerWatch& listener) {
  ClientRequest next;
  Request& request = next.request;
  const Address& client = next.client_address;
  bool got = false;
  attempt(request, client, [&] { got = try_get_request(listener, next); });
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

bool BaseServer::try_get_request(ListenerWatch& listener, ClientRequest& next) {
  try {
    next = get_request();
    listener.accepted();
    return true;
  } catch (const std::system_error& error) {
    if (is_lasting(error.code())) {
      const bool is_news = listener.look_away();
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

bool BaseServer::has_room() const noexcept {
  return true;
}

}  // namespace socketserver
