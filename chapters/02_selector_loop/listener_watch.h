// ListenerWatch: has a selector watch the listener, while that is of use.
//
// poll is level-triggered: it reports a waiting client again and again until
// somebody accepts it. When accept fails for want of descriptors, the client
// stays, and a loop that goes on polling would spin on a whole core, as
// CPython's does. So the loop looks away for a moment after the second failure
// in a row, and goes on with everything else that it watches.
//
// Not thread-safe. The selector and the listener must outlive it.

#ifndef CHAPTERS_02_SELECTOR_LOOP_LISTENER_WATCH_H_
#define CHAPTERS_02_SELECTOR_LOOP_LISTENER_WATCH_H_

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"

#include <optional>
#include <system_error>

namespace socketserver {

class ListenerWatch {
 public:
  // Has `selector` watch `listener` from the first update() on.
  ListenerWatch(PollSelector& selector, int listener);
  ListenerWatch(const ListenerWatch&) = delete;
  ListenerWatch& operator=(const ListenerWatch&) = delete;
  ~ListenerWatch();

  [[nodiscard]] int fileno() const { return listener_; }

  // Takes note that accept failed; with EAGAIN it didn't: nobody was there.
  // From the second time in a row on it looks away for FailureRow::kRest, from
  // the next update() on. Reports whether somebody should be told: once a row.
  bool failed(const std::error_code& error);

  // The same for a failure that is none of the system's: told at once.
  bool failed();

  // Takes note that accept succeeded.
  void accepted() { row_.succeeded(); }

  // How long select may wait at the most before the next update().
  [[nodiscard]] Timeout remaining() const;

  // To be called before each select: has the selector watch the listener if
  // that is of use now, which it isn't while it looks away, nor while the
  // caller has no `room` for another client.
  void update(bool room = true);

 private:
  bool failed(unsigned tell_from);

  PollSelector& selector_;
  int listener_;
  bool registered_ = false;
  FailureRow row_;
  std::optional<Deadline> rest_;  // Set while it looks away.
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_LISTENER_WATCH_H_
