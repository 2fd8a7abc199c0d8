// BaseServer: the loop, and the way of one request through the hooks.
//
// Python's socketserver.BaseServer. It knows neither sockets nor addresses: it
// waits until fileno() is readable, gets a request, and passes it from hook to
// hook. Each hook is one decision that somebody may want to make differently;
// the mix-ins of chapter 04 need to change only one of them, process_request.
//
//   serve_forever -> handle_request_noblock
//                      get_request       who is it?
//                      verify_request    do we want this client?
//                      process_request   who does the work: me, a thread, ...?
//                        finish_request    what is the work: a handler
//                        shutdown_request  tell the client that was all
//                          close_request     let go of it
//                      handle_error      whatever was thrown on the way
//
// Thread rule: shutdown(), wake() and wait_for_run() from every thread at any
// time; server_close() from any one thread; all else only from the thread that
// serves, or while none does.
//
// Whoever serves uses the whole object. So a class that derives from a server
// is destroyed only when nobody serves any more: after shutdown() or
// server_close(), or with a ServeInBackground that is destroyed before it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/listener_watch.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/run_state.h"
#include "chapters/03_class_hierarchy/server_options.h"

#include <functional>
#include <optional>
#include <system_error>

namespace socketserver {

class BaseServer;

// Handles one request to its end. handled_by<Handler>() makes one from a class,
// which is what Python's RequestHandlerClass is.
using RequestHandlerClass =
    std::function<void(Request&, const Address& client, BaseServer&)>;

class BaseServer {
 public:
  BaseServer(const BaseServer&) = delete;
  BaseServer& operator=(const BaseServer&) = delete;

  // Prints a line and aborts if another thread still serves: what derives from
  // this class is gone already, and that thread uses it.
  virtual ~BaseServer();

  // Serves one request after the other until shutdown() or server_close(); at
  // once over if that is closed. No exception of a hook or handler ends it (in
  // Python those of some hooks do). service_actions runs after every request,
  // and at least every `poll_interval`. Without an interval, or with one of
  // zero or less, an idle server sleeps until something happens. Can be called
  // again afterwards. Throws std::logic_error if the server serves already, and
  // std::system_error if there is no descriptor for its wake-up, or if poll
  // fails.
  void serve_forever(Timeout poll_interval = std::nullopt);

  // Serves one request, or calls handle_timeout if none has come after
  // timeout(), and passes on what that throws. Ended by all that ends
  // serve_forever, and throws what that throws.
  void handle_request();

  // Stops serve_forever or handle_request, and waits until it has ended; a
  // request that is being served in it is finished first. Returns at once on
  // the serving thread, when nothing is running, and in a forked child. Called
  // before the first of them, it makes that return at once. Never throws. The
  // server must outlive the call: its caller, not the serving thread, may
  // destroy it.
  void shutdown() noexcept { run_.shutdown(); }

  // How many calls of serve_forever and handle_request have begun; and waits
  // until so many have, or the server is closed. Whoever has a thread of his
  // own serve waits for runs() + 1, asked before: from then on shutdown() finds
  // something to stop.
  [[nodiscard]] unsigned runs() noexcept { return run_.runs(); }
  void wait_for_run(unsigned number) noexcept { run_.wait_for_run(number); }

  // Closes the server for good; a loop that runs is stopped first (the loop
  // that calls it, afterwards).
  virtual void server_close() = 0;

  // The descriptor that is readable when a request waits; -1 once closed.
  [[nodiscard]] virtual int fileno() const = 0;

  // Where the server is, the port that the kernel chose included.
  [[nodiscard]] const Address& server_address() const {
    return server_address_;
  }
  [[nodiscard]] const ServerOptions& options() const { return options_; }

  // How long handle_request waits: options().timeout.
  [[nodiscard]] virtual Timeout timeout() const { return options_.timeout; }

 protected:
  BaseServer(const Address& server_address, RequestHandlerClass handler,
             const ServerOptions& options);

  // Gets the waiting request. Must not block: another process may have taken
  // it. A std::system_error is dropped without a word, as in Python, but for a
  // shortage: see handle_accept_error.
  virtual ClientRequest get_request() = 0;

  // Reports whether to serve this client at all. By default everyone.
  virtual bool verify_request(const Request& request,
                              const Address& client_address);

  // Does the work and ends the request, here and now. Whoever has others do it
  // moves `request` there; what is left in it is shut down by the caller if
  // this throws.
  virtual void process_request(Request& request, const Address& client_address);

  // Runs the handler.
  virtual void finish_request(Request& request, const Address& client_address);

  // Ends the conversation. Calls close_request.
  virtual void shutdown_request(Request& request);

  // Lets go of the request without a word to the client.
  virtual void close_request(Request& request);

  // Called inside a catch clause, for whatever the other hooks and the handler
  // have thrown; the client is still connected. Prints it to standard error.
  // Without a request (get_request, service_actions or descriptor_ready has
  // thrown), `request` is empty.
  virtual void handle_error(Request& request, const Address& client_address);

  // Called once per shortage, when accept fails because descriptors or memory
  // have run out. The clients wait in the queue meanwhile. Prints it. (Python
  // has no such hook, and spins.)
  virtual void handle_accept_error(const std::system_error& error);

  // Called by handle_request when its time is up. Does nothing.
  virtual void handle_timeout();

  // Called by serve_forever whenever it has woken up. Does nothing.
  virtual void service_actions();

  // For whoever has the loop wait for more than clients, as a mix-in does:
  // descriptor_ready is called whenever a watched descriptor is readable,
  // deadline_passed once next_deadline() has (by default there is none), and no
  // request is taken while has_room() is false.
  void watch(int fd) { selector_.register_fd(fd, kEventRead); }
  void unwatch(int fd) { selector_.unregister(fd); }
  virtual void descriptor_ready(int fd);
  [[nodiscard]] virtual Deadline next_deadline() const;
  virtual void deadline_passed();
  [[nodiscard]] virtual bool has_room() const noexcept;

  // Has the loop ask again: from whatever thread has changed the answers of
  // has_room() or next_deadline().
  void wake() const noexcept { run_.wakeup().notify(); }

  // What server_close begins with: makes a loop that runs elsewhere end, and
  // lets none begin.
  void stop_serving() noexcept;

  // What a destructor that closes begins with: see ~BaseServer.
  void abort_if_served() noexcept;

  // Runs `step` of a request, and reports whether it threw nothing; what it
  // threw goes to handle_error, and what that throws goes no further.
  template <typename Step>
  bool attempt(Request& request, const Address& client_address,
               Step step) noexcept {
    try {
      step();
      return true;
    } catch (...) {
      report_failure(request, client_address);
      return false;
    }
  }

  // The same for a step that belongs to no request.
  template <typename Step>
  bool attempt(Step step) noexcept {
    try {
      step();
      return true;
    } catch (...) {
      report_failure();
      return false;
    }
  }

  void set_server_address(const Address& address) { server_address_ = address; }

 private:
  class Loop;

  // Waits, and reports whether there is a request to get.
  bool wait_for_request(Timeout timeout);

  // Gets one request and sends it through the hooks. Python's
  // _handle_request_noblock.
  void handle_request_noblock();
  bool try_get_request(ClientRequest& next);

  // What attempt does inside its catch clause; without a request, with an empty
  // one, which is made only then.
  void report_failure(Request& request, const Address& client_address) noexcept;
  void report_failure() noexcept;

  Address server_address_;
  RequestHandlerClass handler_class_;  // Python's self.RequestHandlerClass.
  ServerOptions options_;
  PollSelector selector_;
  std::optional<ListenerWatch> listener_;  // From the first run on.
  RunState run_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_BASE_SERVER_H_
