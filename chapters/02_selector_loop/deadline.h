// Deadline: the moment at which a wait ends.
//
// A time-out says how long, a deadline says until when. The difference matters
// when a wait is cut short by a signal and has to go on: what is left until the
// deadline is still right, the whole time-out isn't. Counted on the steady
// clock, which nobody can set.

#ifndef CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_
#define CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_

#include <chrono>
#include <optional>

namespace socketserver {

// How long to wait; without a value, for ever. Python's timeout=None.
using Timeout = std::optional<std::chrono::nanoseconds>;

// The shorter of the two.
Timeout shorter(Timeout left, Timeout right);

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  // `timeout` from now; without one, never. Zero or less has passed already.
  explicit Deadline(Timeout timeout = std::nullopt);

  [[nodiscard]] bool passed() const;

  // What is left: zero once it has passed, without a value if it never will.
  [[nodiscard]] Timeout remaining() const;

 private:
  std::optional<Clock::time_point> at_;
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_DEADLINE_H_
