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
  // From now on SIGINT and SIGTERM notify `stop`, which must outlive this
  // object, and a second SIGINT ends the process at once: that is a person who
  // has lost patience, while timeout(1) sends SIGTERM twice and means it once.
  // A signal that is ignored already stays ignored, as with `command &` in a
  // script; one that is blocked is unblocked, for this thread and those that it
  // makes. A forked child notifies nobody. REQUIRES: no other StopSignals
  // exists in the process. Throws std::system_error.
  explicit StopSignals(const Wakeup& stop);
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  // Restores what the two signals did before, and waits for a handler that runs
  // in another thread just now.
  ~StopSignals();

 private:
  struct sigaction previous_int_ {};
  struct sigaction previous_term_ {};
  sigset_t previous_mask_{};
};

// How a forked child takes them: it goes on, to finish its answer, and only a
// second SIGINT, which Ctrl-C sends to it as well, ends it. What is ignored
// stays ignored. Call it in the child, while both are blocked.
void outlive_stop_signals() noexcept;

}  // namespace socketserver

#endif  // CHAPTERS_02_SELECTOR_LOOP_STOP_SIGNALS_H_
