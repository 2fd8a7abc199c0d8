// Request: what a client wants, on its way through the server's hooks.
//
// Python calls two quite different things a request: a stream server's is the
// connected socket, a datagram server's is the pair (data, socket). Here it is
// one type that holds either, owns what has to be closed, and can only be
// moved: at every moment exactly one place is responsible for the client.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_
#define CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <memory>
#include <string>
#include <variant>

namespace socketserver {

// One datagram, and the socket to answer on: the server's own. They share it,
// so that an answer goes out through it, and never through another one that has
// been given its number, even if the server has closed meanwhile.
struct Datagram {
  std::string data;
  bool truncated = false;  // It was longer than max_packet_size, and was cut.
  std::shared_ptr<const UniqueFd> socket;
};

// A connection, which is closed with the request, or a datagram.
using Request = std::variant<UniqueFd, Datagram>;

// Python's `request, client_address = self.get_request()`.
struct ClientRequest {
  Request request;
  Address client_address;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_
