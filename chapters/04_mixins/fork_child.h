// fork_child and exit_child: how a child that serves a request begins and ends.
//
// What os.fork() and os._exit() leave to the caller, and socketserver's
// ForkingMixIn mostly leaves out: the signals, and what was printed and is
// still in a buffer.

#ifndef CHAPTERS_04_MIXINS_FORK_CHILD_H_
#define CHAPTERS_04_MIXINS_FORK_CHILD_H_

#include <sys/types.h>

namespace socketserver {

// Forks, with all that a child that serves a request needs: nothing that was
// printed before is printed again by the child; and it outlives SIGTERM and the
// first SIGINT, which Ctrl-C and managers of processes send to all at once, so
// that it can finish its answer. Returns its pid, and 0 in the child. Throws
// std::system_error.
//
// Says once on standard error if the process has other threads. The child has
// only the one that forked; what the others were doing is never finished there:
// a lock that one of them held stays locked.
pid_t fork_child();

// Ends the child: what it has printed to standard output or error is written,
// and nothing else happens, no flush of another file, no destructor and no
// atexit function. They are the parent's business.
[[noreturn]] void exit_child(int status);

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_FORK_CHILD_H_
