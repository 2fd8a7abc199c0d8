// Request: what a client wants, on its way through the server's hooks.
//
// Python calls two quite different things a request: a stream server's is the
// connected socket, a datagram server's is the pair (data, socket). Here it is
// one type that holds either, owns what has to be closed, and can only be
// moved: at every moment exactly one place is responsible for the client.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_
#define CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/cut_off_point.h"
#include "chapters/03_class_hierarchy/datagram.h"
#include "chapters/03_class_hierarchy/stream.h"

#include <variant>

namespace socketserver {

// A connection, which is closed with the request, or a datagram.
using Request = std::variant<Stream, Datagram>;

// Python's `request, client_address = self.get_request()`.
struct ClientRequest {
  Request request;
  Address client_address;
};

// Has `point` cut the request's connection off. A datagram has none.
inline void cut_off_at(Request& request, CutOffPoint& point) noexcept {
  if (auto* const stream = std::get_if<Stream>(&request)) {
    stream->cut_off_at(point);
  }
}

// Lets go of what is left of the request.
inline void close(Request& request) noexcept {
  if (auto* const datagram = std::get_if<Datagram>(&request)) {
    datagram->socket.reset();
  } else if (auto& stream = std::get<Stream>(request); stream) {
    stream.close();
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_REQUEST_H_
