// BaseServer: the path of one request through the hooks.
//
// Python's socketserver.BaseServer. It knows neither sockets nor addresses: its
// loop waits until fileno() is readable, and it passes the request that is
// there from hook to hook. Each hook is one decision that somebody may want to
// make differently; the mix-ins of chapter 04 need to change only one of them.
//
//   serve_forever -> handle_request_noblock
//                      get_request       who is it?
//                      verify_request    do we want this client?
//                      process_request   who does the work: me, a thread, ...?
//                        finish_request    what is the work: a handler
//                        shutdown_request  tell the client that was all
//                          close_request     let go of it
//                        request_ended     it is over, however it went
//                      handle_error      whatever was thrown on the way
//
// Thread rule: as ServerLoop; cut_off_requests() from every thread at any time,
// server_close() from any one thread.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/cut_off_point.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler_class.h"
#include "chapters/03_class_hierarchy/server_loop.h"
#include "chapters/03_class_hierarchy/server_options.h"
#include "chapters/03_class_hierarchy/thrown_by.h"

#include <chrono>
#include <exception>

namespace socketserver {

class BaseServer : public ServerLoop {
 public:
  // Closes the server for good; a loop that runs is stopped first (the loop
  // that calls it, afterwards). May be called again, which does nothing; so
  // whoever overrides it must stand that, too. The destructors call their own
  // class's and not the override.
  virtual void server_close() = 0;

  // Ends the connections under way, but for the caller's own: their handlers
  // read the end of file, and can't write. One that computes or sleeps finds
  // that out when it comes to it. Does nothing in a forked child.
  virtual void cut_off_requests() noexcept;

  // How a handler waits for time, since others may have a say in what its
  // thread does meanwhile. By default it sleeps.
  virtual void pause(std::chrono::nanoseconds duration);

  // Where the server is, the port that the kernel chose included.
  [[nodiscard]] const Address& server_address() const {
    return server_address_;
  }
  [[nodiscard]] const ServerOptions& options() const { return options_; }
  [[nodiscard]] Timeout timeout() const override { return options_.timeout; }

 protected:
  BaseServer(const Address& server_address, RequestHandlerClass handler,
             const ServerOptions& options);

  // Gets the waiting request. Must not block: another process may have taken
  // it. A std::system_error is dropped without a word, as in Python, unless
  // another follows: see handle_accept_error. What else it throws goes to
  // handle_error, once a row, while in Python it ends the server.
  virtual ClientRequest get_request() = 0;

  // Reports whether to serve this client at all. By default everyone.
  virtual bool verify_request(const Request& request, const Address& client);

  // Does the work, ends the request and calls request_ended, here and now.
  // Whoever has others do all three moves `request` there; if this throws, they
  // are left to the caller.
  virtual void process_request(Request& request, const Address& client);

  // Runs the handler.
  virtual void finish_request(Request& request, const Address& client);

  // Ends the conversation. Calls close_request.
  virtual void shutdown_request(Request& request);

  // Lets go of the request without a word to the client.
  virtual void close_request(Request& request);

  // Called once for each request that verify_request has let through, in the
  // thread that has ended it. Does nothing.
  virtual void request_ended(const Address& client) noexcept;

  // Called in a forked child that serves one request: lets go of what only its
  // parent needs. Does nothing.
  virtual void close_in_child() noexcept {}

  // What the other hooks and the handler have thrown comes here, before the
  // connection is closed. Prints it to standard error. Without a request
  // (get_request or one of the loop's hooks has thrown), and after a
  // shutdown_request that has closed it and then thrown, `request` is empty.
  virtual void handle_error(Request& request, const Address& client,
                            const std::exception_ptr& error);

  void handle_request_noblock() noexcept override;
  void handle_loop_error(const std::exception_ptr& error) noexcept override;

  // Runs `step` of a request, and reports whether it threw nothing; what it
  // threw goes to handle_error, and what that throws goes no further.
  template <typename Step>
  bool attempt(Request& request, const Address& client, Step step) noexcept {
    if (const std::exception_ptr error = thrown_by(step)) {
      report(request, client, error);
      return false;
    }
    return true;
  }

  void set_server_address(const Address& address) { server_address_ = address; }

 private:
  void pass_on(Request& request, const Address& client) noexcept;
  bool is_welcome(Request& request, const Address& client) noexcept;
  void report(Request& request, const Address& client,
              const std::exception_ptr& error) noexcept;

  Address server_address_;
  RequestHandlerClass handler_class_;  // Python's self.RequestHandlerClass.
  ServerOptions options_;
  CutOffPoint own_request_;  // That process_request is at work on.
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_
