// StopSignals: Ctrl-C and kill as something a selector can wait for.
//
// A signal handler may do next to nothing: it interrupts the program at any
// instruction, possibly in the middle of malloc, so it may not allocate, lock
// or use a stream (signal-safety(7)). What it may do is write to a descriptor.
// So ours writes to a Wakeup, and the loop stops in its own good time.

#ifndef CHAPTERS_02_SELECTOR_LOOP_STOP_SIGNALS_H_
#define CHAPTERS_02_SELECTOR_LOOP_STOP_SIGNALS_H_

#include "chapters/02_selector_loop/wakeup.h"

#include <csignal>

namespace socketserver {

class StopSignals {
 public:
  // From now on the first SIGINT or SIGTERM notifies `stop`, which must outlive
  // this object; a second one of either ends the process at once, as if nobody
  // had handled it. REQUIRES: no other StopSignals exists in the process.
  // Throws std::system_error.
  explicit StopSignals(const Wakeup& stop);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Restores what the two signals did before. REQUIRES: the other threads of
  // the process have ended, or block both; one may still be in the handler.
  ~StopSignals();

 private:
  struct sigaction previous_int_ {};
  struct sigaction previous_term_ {};
};

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_STOP_SIGNALS_H_
