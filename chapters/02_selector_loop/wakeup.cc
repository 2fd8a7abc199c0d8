#include "chapters/02_selector_loop/wakeup.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/eventfd.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace socketserver {

Wakeup::Wakeup()
    : event_(check(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")) {}

void Wakeup::notify() const noexcept {
  // A signal handler runs between any two instructions of the program, also
  // between a failing call and the look at its errno.
  const int saved_errno = errno;
  // write, and not eventfd_write: signal-safety(7) lists only the first. It can
  // only fail when the counter is full, and then it is readable anyway.
  constexpr std::uint64_t kOne = 1;
  [[maybe_unused]] const ssize_t written =
      ::write(event_.get(), &kOne, sizeof kOne);
  errno = saved_errno;
}

void Wakeup::clear() const noexcept {
  std::uint64_t count = 0;
  // Reading takes the whole count. EAGAIN, if nobody has notified, is fine too.
  ::eventfd_read(event_.get(), &count);
}

}  // namespace socketserver
