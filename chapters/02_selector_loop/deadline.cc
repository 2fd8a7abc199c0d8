#include "chapters/02_selector_loop/deadline.h"

#include <algorithm>

namespace socketserver {

using std::chrono::nanoseconds;

Timeout shorter(Timeout left, Timeout right) {
  if (!left || !right) {
    return left ? left : right;
  }
  return std::min(*left, *right);
}

Deadline::Deadline(Timeout timeout) {
  if (timeout) {
    const Clock::time_point now = Clock::now();
    // The longest times would overflow the clock; they end with it.
    at_ = now + std::min(*timeout, Clock::time_point::max() - now);
  }
}

bool Deadline::passed() const {
  return at_ && Clock::now() >= *at_;
}

Timeout Deadline::remaining() const {
  if (!at_) {
    return std::nullopt;
  }
  return std::max(*at_ - Clock::now(), nanoseconds::zero());
}

}  // namespace socketserver
