// What a selector is: whatever waits for several descriptors in one call.
//
// Python's selectors.BaseSelector. A system offers several calls for it, poll
// and epoll on Linux. The tests are written for this concept, and not for one
// of them.

#ifndef CHAPTERS_02_SELECTOR_LOOP_SELECTOR_H_
#define CHAPTERS_02_SELECTOR_LOOP_SELECTOR_H_

#include "chapters/02_selector_loop/deadline.h"

#include <concepts>
#include <span>

namespace socketserver {

// What to wait for, and what was found; a mask. Python's selectors.EVENT_READ
// and EVENT_WRITE.
inline constexpr unsigned kEventRead = 1;
inline constexpr unsigned kEventWrite = 2;

// One descriptor that is ready, and for which of the events asked for. An error
// or a hang-up counts as ready for all of them, since the next read or write
// then returns at once and says what happened.
struct Ready {
  int fd;
  unsigned events;
};

// The three calls, as PollSelector explains them.
template <typename Class>
concept Selector = requires(Class selector, int fd, unsigned events,
                            Timeout timeout) {
  selector.register_fd(fd, events);
  selector.unregister(fd);
  { selector.select(timeout) } -> std::same_as<std::span<const Ready>>;
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_SELECTOR_H_
