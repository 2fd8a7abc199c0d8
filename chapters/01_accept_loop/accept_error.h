// When accept fails: try again at once, or rest first? Optional depth.
//
// Each connection needs a descriptor, and a process may have only so many
// (`ulimit -n`). When they run out, accept fails at once while the client stays
// in the queue, so a loop that just tries again would burn a whole core. The
// cure is to wait a little: the clients are safe where they are.

#ifndef CHAPTERS_01_ACCEPT_LOOP_ACCEPT_ERROR_H_
#define CHAPTERS_01_ACCEPT_LOOP_ACCEPT_ERROR_H_

#include <chrono>
#include <system_error>

namespace socketserver {

// How long to leave the queue alone after an error that lasts.
inline constexpr std::chrono::milliseconds kAcceptPause{50};

// Reports whether accept would fail again at once: the process or the machine
// has run out of descriptors or memory (EMFILE, ENFILE, ENOBUFS, ENOMEM), or
// this is no socket that listens (EBADF, ENOTSOCK, EINVAL).
bool is_lasting(const std::error_code& code);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_ACCEPT_ERROR_H_
