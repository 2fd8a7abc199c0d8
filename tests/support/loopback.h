// Sockets for the tests of single units: a listener, and two that are
// connected.

#ifndef TESTS_SUPPORT_LOOPBACK_H_
#define TESTS_SUPPORT_LOOPBACK_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

namespace socketserver {

// A listening TCP socket on 127.0.0.1 and a port that the kernel chose. `flags`
// may hold SOCK_NONBLOCK.
UniqueFd loopback_listener(int flags = 0);

// Two connected stream sockets: what one end sends, the other receives.
struct SocketPair {
  SocketPair();
  UniqueFd left;
  UniqueFd right;
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_LOOPBACK_H_
