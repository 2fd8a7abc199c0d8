// accept_patiently: accept for a loop that must not end. Optional depth.
//
// Each connection needs a descriptor, and a process may have only so many
// (`ulimit -n`). When they run out, accept fails at once while the client stays
// in the queue, so a loop that just tries again would burn a whole core. The
// cure is to wait a little: the clients are safe where they are.

#ifndef CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_
#define CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_

#include "chapters/01_accept_loop/connection.h"

#include <chrono>
#include <system_error>

namespace socketserver {

// How long to leave the queue alone when accept failed for want of resources.
inline constexpr std::chrono::milliseconds kShortagePause{50};

// Reports whether the process or the machine has run out of descriptors or
// memory (EMFILE, ENFILE, ENOBUFS, ENOMEM), which only time can mend.
bool is_shortage(const std::error_code& code);

// Takes the next connection from the queue of `listener` like
// accept_connection, but never fails: it tells standard error once, and tries
// until it has one. Blocks; REQUIRES: `listener` is a blocking socket.
Connection accept_patiently(int listener);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_
