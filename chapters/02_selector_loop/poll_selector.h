// PollSelector: waits for several descriptors at once, in one system call.
//
// Python's selectors.PollSelector, over the same poll(2). A blocking accept can
// wait for one thing only; a program that asks a selector first waits for
// whichever of many things comes first, and only then makes the call that now
// shouldn't block. socketserver prefers poll to epoll because it needs no
// descriptor of its own, which matters when they run out.
//
// Not thread-safe. It owns no descriptor: unregister one before closing it.

#ifndef CHAPTERS_02_SELECTOR_LOOP_POLL_SELECTOR_H_
#define CHAPTERS_02_SELECTOR_LOOP_POLL_SELECTOR_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/selector.h"

#include <poll.h>

#include <optional>
#include <span>
#include <vector>

namespace socketserver {

class PollSelector {
 public:
  // Waits for `events` on `fd` from now on. Throws std::invalid_argument for a
  // negative `fd`, one that is registered already, or a mask other than
  // kEventRead, kEventWrite or both. (`register` is a C++ keyword.)
  void register_fd(int fd, unsigned events);

  // Waits for `fd` no longer. Throws std::invalid_argument if it isn't
  // registered.
  void unregister(int fd);

  // Waits until something is ready or `timeout` has passed, and returns what is
  // ready, in the order of registration; nothing after the time-out. No
  // timeout: for ever. Zero or less: a look without waiting. A fraction of a
  // millisecond is rounded up, so that it never returns early; a signal does
  // not end the wait. Neither does a kernel that refuses to watch so many at
  // once, for want of memory or since the limit of descriptors (`ulimit -n`)
  // has been lowered below their number: it looks at one after the other then.
  // The result is valid until the next select. Throws std::system_error.
  std::span<const Ready> select(Timeout timeout = std::nullopt);

 private:
  int poll_one_by_one(Timeout timeout);

  std::vector<pollfd> watched_;
  std::vector<Ready> ready_;  // Kept between calls for the sake of its memory.
};

static_assert(Selector<PollSelector>);

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_POLL_SELECTOR_H_
