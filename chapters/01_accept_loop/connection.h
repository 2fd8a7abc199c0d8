// Connection: what accept brings, and how to answer on it.
//
// Python's `conn, addr = sock.accept()` and `conn.sendall(data)`.

#ifndef CHAPTERS_01_ACCEPT_LOOP_CONNECTION_H_
#define CHAPTERS_01_ACCEPT_LOOP_CONNECTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <string_view>

namespace socketserver {

struct Connection {
  UniqueFd socket;
  Address client;
};

// Takes the next connection from the queue of `listener`, and waits for one if
// the queue is empty; a non-blocking listener fails with EAGAIN instead.
// Throws std::system_error: EMFILE if the process has no descriptor left to
// hold the connection, which then stays in the queue. A client that has given
// up meanwhile is accepted all the same; only what is sent to it fails. The
// connection blocks, even if `listener` doesn't.
Connection accept_connection(int listener);

// Sends all of `bytes`, which can take several system calls, and waits while
// the client's side is full; REQUIRES: `socket` blocks. It returns when the
// kernel has the bytes; the client may not have them yet, or never get them.
// Throws std::system_error, EPIPE or ECONNRESET once the kernel knows that the
// client has gone. Python's socket.sendall().
void sendall(int socket, std::string_view bytes);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_CONNECTION_H_
