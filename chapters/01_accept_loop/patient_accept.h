// accept_patiently: accept for a loop that must not end. Optional depth.

#ifndef CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_
#define CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_

#include "chapters/01_accept_loop/connection.h"

namespace socketserver {

// Takes the next connection from the queue of `listener` like
// accept_connection, but never fails: it tries until it has one. From the
// second failure on it rests between its tries, and tells standard error once.
// Blocks; REQUIRES: `listener` is a blocking socket.
Connection accept_patiently(int listener);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_PATIENT_ACCEPT_H_
