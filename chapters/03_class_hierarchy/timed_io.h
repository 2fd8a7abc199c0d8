// Receiving and sending until a deadline. Optional depth.
//
// A blocking socket waits for ever. To bound a wait, poll first, which takes a
// time-out, and then make the call with MSG_DONTWAIT: ready is a hint, and a
// send of more than fits would still block. Python's settimeout() polls, too.
// Without a deadline it is the plain system call.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_TIMED_IO_H_
#define CHAPTERS_03_CLASS_HIERARCHY_TIMED_IO_H_

#include "chapters/02_selector_loop/deadline.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace socketserver {

// Receives what is there, and waits until `deadline` if that is nothing.
// Returns how many bytes it stored, 0 at the end of file. Throws
// std::system_error, ETIMEDOUT when the deadline has passed.
std::size_t recv_until(int socket, std::span<char> room, Deadline deadline);

// Sends all of `bytes` before `deadline`. Throws std::system_error, ETIMEDOUT
// when it has passed: how much was sent by then is unknown, as in Python.
void send_until(int socket, std::string_view bytes, Deadline deadline);

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_TIMED_IO_H_
