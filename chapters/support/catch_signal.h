// catch_signal: a reaction of one's own to a signal, unless somebody has said
// that it is to be ignored.
//
// `command &` in a script starts with SIGINT ignored, and nohup with SIGHUP:
// whoever did that meant it. What is caught, unlike what is ignored, a program
// that this one starts doesn't inherit.

#ifndef CHAPTERS_SUPPORT_CATCH_SIGNAL_H_
#define CHAPTERS_SUPPORT_CATCH_SIGNAL_H_

#include "chapters/01_accept_loop/system_call.h"

#include <csignal>

namespace socketserver {

// Has `handler` called for signal `number`, with the signals of `blocked` held
// back meanwhile, unless it is ignored. Most system calls go on after the
// handler; poll never does. Returns what the signal did before. Throws
// std::system_error.
inline struct sigaction catch_signal(int number, void (*handler)(int),
                                     const sigset_t& blocked = {}) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  action.sa_mask = blocked;
  struct sigaction previous {};
  check(::sigaction(number, &action, &previous), "sigaction");
  if (previous.sa_handler == SIG_IGN) {
    check(::sigaction(number, &previous, nullptr), "sigaction");
  }
  return previous;
}

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_CATCH_SIGNAL_H_
