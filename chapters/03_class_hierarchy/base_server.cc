#include "chapters/03_class_hierarchy/base_server.h"

#include "chapters/03_class_hierarchy/error_report.h"

#include <thread>
#include <utility>

namespace socketserver {

BaseServer::BaseServer(const Address& server_address,
                       RequestHandlerClass handler,
                       const ServerOptions& options)
    : server_address_(server_address),
      handler_class_(std::move(handler)),
      options_(options) {}

// The way of one request, from accept to close.

void BaseServer::handle_request_noblock() noexcept {
  std::exception_ptr error;
  try {
    ClientRequest next = get_request();
    accepted();
    pass_on(next.request, next.client_address);
    return;
  } catch (...) {
    error = caught();
  }
  // After the clause, so that no exception is being handled in a hook.
  accept_failed(error);
}

void BaseServer::pass_on(Request& request, const Address& client) noexcept {
  if (!is_welcome(request, client)) {
    attempt(request, client, [&] { shutdown_request(request); });
    return;
  }
  // Whoever takes the request on ends it; only one that nobody took is ours.
  if (!attempt(request, client, [&] { process_request(request, client); })) {
    attempt(request, client, [&] { shutdown_request(request); });
    request_ended(client);
  }
}

void BaseServer::process_request(Request& request, const Address& client) {
  cut_off_at(request, own_request_);
  finish_request(request, client);
  shutdown_request(request);
  request_ended(client);
}

void BaseServer::finish_request(Request& request, const Address& client) {
  handler_class_(request, client, *this);
}

void BaseServer::shutdown_request(Request& request) {
  close_request(request);
}

// What keeps a failure on its way from ending more than the request.

bool BaseServer::is_welcome(Request& request, const Address& client) noexcept {
  bool welcome = false;
  attempt(request, client, [&] { welcome = verify_request(request, client); });
  return welcome;
}

void BaseServer::report(Request& request, const Address& client,
                        const std::exception_ptr& error) noexcept {
  const std::exception_ptr another =
      thrown_by([&] { handle_error(request, client, error); });
  if (another != nullptr) {  // After its cause, which else nobody would know.
    print_error_report(request, client, error);
    print_error_report(request, client, another);
  }
}

void BaseServer::handle_loop_error(const std::exception_ptr& error) noexcept {
  Request none;
  report(none, Address(), error);
}

// What the other hooks do by default.

void BaseServer::cut_off_requests() noexcept {
  // The serving thread doesn't wait for its client if it is here.
  if (served_elsewhere()) {
    own_request_.cut_off();
  }
}

void BaseServer::pause(std::chrono::nanoseconds duration) {
  std::this_thread::sleep_for(duration);
}

bool BaseServer::verify_request(const Request& /*request*/,
                                const Address& /*client*/) {
  return true;
}

void BaseServer::close_request(Request& /*request*/) {}

void BaseServer::request_ended(const Address& /*client*/) noexcept {}

void BaseServer::handle_error(Request& request, const Address& client,
                              const std::exception_ptr& error) {
  print_error_report(request, client, error);
}

}  // namespace socketserver
