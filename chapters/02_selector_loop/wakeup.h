// Wakeup: interrupts a select from elsewhere.
//
// A loop that waits in poll sees nothing but descriptors. Whoever wants its
// attention, a signal handler or another thread, makes one readable: an
// eventfd, which is a counter in the kernel behind a descriptor. (Before Linux
// had it, one used both ends of a pipe: the self-pipe trick. Python offers the
// hook for it as signal.set_wakeup_fd.)

#ifndef CHAPTERS_02_SELECTOR_LOOP_WAKEUP_H_
#define CHAPTERS_02_SELECTOR_LOOP_WAKEUP_H_

#include "chapters/01_accept_loop/unique_fd.h"

namespace socketserver {

class Wakeup {
 public:
  // Throws std::system_error.
  Wakeup();

  // Makes fileno() readable, until the next clear(). Safe from every thread and
  // inside a signal handler; leaves errno alone.
  void notify() const noexcept;

  // Makes fileno() unreadable, however often it was notified. Never blocks.
  void clear() const noexcept;

  // What to register for kEventRead. Python's name for it.
  [[nodiscard]] int fileno() const noexcept { return event_.get(); }

 private:
  UniqueFd event_;
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_WAKEUP_H_
