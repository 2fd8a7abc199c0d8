// A listening socket in one call, and two sockets that are connected. How one
// is made is chapter 01's lesson.

#ifndef CHAPTERS_SUPPORT_LISTENER_H_
#define CHAPTERS_SUPPORT_LISTENER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/socket.h>

namespace socketserver {

// Where a server can be had without asking: 127.0.0.1, and a port that the
// kernel chooses.
inline const Address kAnyPort = Address::ipv4("127.0.0.1", 0);

// A stream socket that listens at `address`, with SO_REUSEADDR. `flags` may
// hold SOCK_NONBLOCK. Throws std::system_error.
UniqueFd listen_on(const Address& address, int flags = 0,
                   int backlog = SOMAXCONN);

// Two connected stream sockets: what one end sends, the other receives.
struct SocketPair {
  SocketPair();
  UniqueFd left;
  UniqueFd right;
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_LISTENER_H_
