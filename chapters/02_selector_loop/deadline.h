// Deadline: the moment at which a wait ends.
//
// A time-out says how long, a deadline says until when. The difference matters
// when a wait is cut short by a signal and has to go on: what is left until the
// deadline is still right, the whole time-out isn't. Counted on the steady
// clock, which nobody can set.

#ifndef CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_
#define CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_

#include <algorithm>
#include <chrono>
#include <optional>

namespace socketserver {

// How long to wait; without a value, for ever. Python's timeout=None. Any
// duration makes one; what nanoseconds can't hold becomes the longest or the
// shortest that they can.
class Timeout : public std::optional<std::chrono::nanoseconds> {
 public:
  constexpr Timeout() = default;
  // NOLINTBEGIN(google-explicit-constructor): as std::optional's are.
  constexpr Timeout(std::nullopt_t /*for_ever*/) {}
  template <typename Rep, typename Period>
  constexpr Timeout(std::chrono::duration<Rep, Period> time)
      : optional(in_nanoseconds(time)) {}
  // NOLINTEND(google-explicit-constructor)

 private:
  template <typename Duration>
  static constexpr std::chrono::nanoseconds in_nanoseconds(Duration time) {
    using std::chrono::nanoseconds;
    const std::chrono::duration<long double> seconds = time;
    if (seconds >= nanoseconds::max()) {
      return nanoseconds::max();
    }
    if (!(seconds > nanoseconds::min())) {  // Not even a number, perhaps.
      return nanoseconds::min();
    }
    // What was compared: the caller's type may have rounded it up to the limit.
    return std::chrono::duration_cast<nanoseconds>(seconds);
  }
  static constexpr std::chrono::nanoseconds in_nanoseconds(
      std::chrono::nanoseconds time) {
    return time;
  }
};

// The shorter of the two.
inline Timeout shorter(Timeout left, Timeout right) {
  if (!left || !right) {
    return left ? left : right;
  }
  return std::min(*left, *right);
}

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  Deadline() = default;  // Never.

  // `timeout` from now; without one, never. Zero or less has passed already.
  explicit Deadline(Timeout timeout) {
    if (timeout) {
      const Clock::time_point now = Clock::now();
      // The longest times would overflow the clock; they end just before never.
      at_ = now + std::clamp(*timeout, Clock::duration::zero(),
                             kNever - now - Clock::duration(1));
    }
  }

  [[nodiscard]] bool never() const { return at_ == kNever; }
  [[nodiscard]] bool passed() const { return !never() && Clock::now() >= at_; }

  // What is left: zero once it has passed, without a value if it never will.
  [[nodiscard]] Timeout remaining() const {
    if (never()) {
      return std::nullopt;
    }
    return std::max(at_ - Clock::now(), Clock::duration::zero());
  }

  // The one that passes first, and the other one.
  friend Deadline sooner(Deadline left, Deadline right) {
    return left.at_ < right.at_ ? left : right;
  }
  friend Deadline later(Deadline left, Deadline right) {
    return left.at_ < right.at_ ? right : left;
  }

 private:
  static constexpr Clock::time_point kNever = Clock::time_point::max();

  Clock::time_point at_ = kNever;
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_
