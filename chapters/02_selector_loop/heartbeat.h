// Heartbeat: a timer in a loop that waits.
//
// select takes a time-out, and that is all it takes to have a timer: wait at
// the most until the next beat is due. It beats on the loop's own thread, so it
// is late by as long as the loop does something else.

#ifndef CHAPTERS_02_SELECTOR_LOOP_HEARTBEAT_H_
#define CHAPTERS_02_SELECTOR_LOOP_HEARTBEAT_H_

#include "chapters/02_selector_loop/deadline.h"

#include <chrono>

namespace socketserver {

class Heartbeat {
 public:
  // The first beat is due after `interval`; zero means no heartbeat.
  explicit Heartbeat(std::chrono::milliseconds interval);

  // How long until the next beat; no time-out without a heartbeat.
  [[nodiscard]] Timeout remaining() const;

  // Logs "heartbeat 3, 0 ms late" when one is due. The beats that were missed
  // meanwhile are left out, so that the next one is on time again.
  void beat_if_due();

 private:
  using Clock = Deadline::Clock;

  std::chrono::milliseconds interval_;
  Clock::time_point next_;
  int beats_ = 0;
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_HEARTBEAT_H_
