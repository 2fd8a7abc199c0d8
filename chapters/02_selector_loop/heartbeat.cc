#include "chapters/02_selector_loop/heartbeat.h"

#include "chapters/support/standard_streams.h"

#include <algorithm>
#include <optional>
#include <string>

namespace socketserver {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

Heartbeat::Heartbeat(milliseconds interval)
    : interval_(interval), next_(Clock::now() + interval) {}

Timeout Heartbeat::remaining() const {
  if (interval_ == milliseconds::zero()) {
    return std::nullopt;
  }
  return std::max<nanoseconds>(next_ - Clock::now(), nanoseconds::zero());
}

void Heartbeat::beat_if_due() {
  if (interval_ == milliseconds::zero()) {
    return;
  }
  const nanoseconds late = Clock::now() - next_;
  if (late < nanoseconds::zero()) {
    return;
  }
  log_line("heartbeat " + std::to_string(++beats_) + ", " +
           std::to_string(duration_cast<milliseconds>(late).count()) +
           " ms late");
  // On the beat again, however many were missed; they aren't made up for.
  next_ += (late / interval_ + 1) * interval_;
}

}  // namespace socketserver
