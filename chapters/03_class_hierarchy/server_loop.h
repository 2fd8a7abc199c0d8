// ServerLoop: waits for clients, and for all else that a server waits for.
//
// The half of Python's socketserver.BaseServer that waits. It knows nothing of
// requests: when one is there, it calls handle_request_noblock, and what
// becomes of it is BaseServer's business. serve_forever and handle_request are
// two ways to leave the same loop.
//
// Thread rule: shutdown(), wake(), runs() and wait_for_run() from every thread
// at any time; all else only from the thread that serves, or while none does.
//
// Whoever serves uses the whole object. So a class that derives from a server
// is destroyed only when nobody serves any more: after shutdown() or
// server_close(), or with a ServeInBackground that is destroyed before it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVER_LOOP_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVER_LOOP_H_

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/listener_watch.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/03_class_hierarchy/run_state.h"
#include "chapters/03_class_hierarchy/watched_descriptors.h"

#include <chrono>
#include <exception>
#include <optional>
#include <system_error>

namespace socketserver {

class ServerLoop {
 public:
  ServerLoop(const ServerLoop&) = delete;
  ServerLoop& operator=(const ServerLoop&) = delete;

  // Prints a line and aborts if another thread still serves: what derives from
  // this class is gone already, and that thread uses it. (A mix-in of chapter
  // 04 is final, and stops the loop before.)
  virtual ~ServerLoop();

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
  // destroy it. A handler in a thread of its own mustn't call it while a hook
  // of the loop waits for that thread, as server_close does: each would wait
  // for the other, as in Python.
  void shutdown() noexcept { run_.shutdown(); }

  // How many calls of serve_forever and handle_request have begun; and waits
  // until so many have, or the server is closed. Whoever has a thread of his
  // own serve waits for runs() + 1, asked before: from then on shutdown() finds
  // something to stop.
  [[nodiscard]] unsigned runs() noexcept { return run_.runs(); }
  void wait_for_run(unsigned number) noexcept { run_.wait_for_run(number); }

  // The descriptor that is readable when a request waits; -1 once closed.
  [[nodiscard]] virtual int fileno() const = 0;

  // How long handle_request waits.
  [[nodiscard]] virtual Timeout timeout() const = 0;

 protected:
  ServerLoop() = default;

  // Gets the request that waits and sees to it.
  virtual void handle_request_noblock() noexcept = 0;

  // Called by serve_forever and handle_request before they wait; what it throws
  // they throw. Does nothing. (Python has no such hook.)
  virtual void service_begins() {}

  // Called for what the hooks below have thrown.
  virtual void handle_loop_error(const std::exception_ptr& error) noexcept = 0;

  // Called by handle_request when its time is up. Does nothing.
  virtual void handle_timeout() {}

  // Called by serve_forever whenever it has woken up. Does nothing.
  virtual void service_actions() {}

  // Called when a request couldn't be got twice in a row, for want of
  // descriptors or memory, say; then the loop leaves the clients in the queue
  // and rests between its tries. Once a row. Prints it. (Python has no such
  // hook, and spins.)
  virtual void handle_accept_error(const std::system_error& error);

  // For whoever has the loop wait for more than clients, as a mix-in does:
  // descriptor_ready is called whenever one of `events` has happened to a
  // watched descriptor, deadline_passed once next_deadline() has (by default
  // there is none), and no request is taken while has_room() is false. What
  // throws twice in a row is called again only after a rest. watch and unwatch
  // throw what those of WatchedDescriptors do.
  void watch(int fd, unsigned events) { watched_.watch(fd, events); }
  void unwatch(int fd) { watched_.unwatch(fd); }
  virtual void descriptor_ready(int /*fd*/, unsigned /*events*/) {}
  [[nodiscard]] virtual Deadline next_deadline() const noexcept { return {}; }
  virtual void deadline_passed() {}
  [[nodiscard]] virtual bool has_room() const noexcept { return true; }

  // Has the loop ask again: from whatever thread has changed the answers of
  // has_room() or next_deadline().
  void wake() const noexcept { run_.wakeup().notify(); }

  // Whether the request that waited could be got: see ListenerWatch. What fails
  // for another reason than the system's is told at once.
  void accepted() { listener_->accepted(); }
  void accept_failed(const std::exception_ptr& error) noexcept;

  // What server_close begins with: makes a loop that runs elsewhere end, and
  // lets none begin.
  void stop_serving() noexcept;

  // What a destructor that closes begins with: see ~ServerLoop.
  void abort_if_served() noexcept;

  // Reports whether another thread of this process serves; or whether this is a
  // child that was forked since a run began.
  [[nodiscard]] bool served_elsewhere() noexcept {
    return run_.runs_elsewhere();
  }
  [[nodiscard]] bool in_forked_child() const noexcept {
    return run_.in_forked_child();
  }

 private:
  class Run;

  // Waits, and reports whether there is a request to get.
  bool wait_for_request(Timeout timeout);

  // Calls a hook; what it throws goes to handle_loop_error, once a row.
  template <typename Hook>
  void call(FailureRow& row, Hook hook) noexcept;
  void call_descriptor_ready(const Ready& ready) noexcept;

  PollSelector selector_;
  std::optional<ListenerWatch> listener_;  // From the first run on.
  WatchedDescriptors watched_{selector_};
  FailureRow service_actions_;
  FailureRow deadline_passed_;
  Deadline deadline_rest_{std::chrono::nanoseconds::zero()};
  RunState run_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVER_LOOP_H_
