// The socket that a server is made of: a new one, or one that somebody else has
// bound and passed on.
//
// The second is how a server comes to a port that it may not bind itself, how
// several processes share one queue, and how a successor takes over from its
// predecessor without a moment in which nobody listens.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVER_SOCKET_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVER_SOCKET_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

namespace socketserver {

// What distinguishes the four servers. Python's address_family and socket_type.
struct SocketKind {
  const char* name;  // Of the class, for errors.
  bool is_unix;      // Else IPv4 or IPv6.
  int type;          // SOCK_STREAM or SOCK_DGRAM.
};

// A new socket for `address`, non-blocking: see chapter 02. Throws
// std::invalid_argument for an address of another family, and
// std::system_error.
UniqueFd make_server_socket(const SocketKind& kind, const Address& address);

// `socket` itself, non-blocking from now on, for all processes that share it.
// Throws std::invalid_argument if it isn't of that kind, isn't bound, or, for
// streams, doesn't listen; and std::system_error if it is no socket at all. It
// is closed then.
UniqueFd adopt_server_socket(const SocketKind& kind, UniqueFd socket);

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVER_SOCKET_H_
