// UnixDatagramServer: a UDPServer on a path instead of a port.
//
// Python's socketserver.UnixDatagramServer, which derives from UDPServer and
// not from UnixStreamServer: what a server does depends on its kind of request,
// not on its kind of address. A client that is to get an answer must bind a
// name of its own first, a path for instance. The server's path must not exist
// when it binds, and stays when it closes, as in Python; the stage program
// removes it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_UNIX_DATAGRAM_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_UNIX_DATAGRAM_SERVER_H_

#include "chapters/03_class_hierarchy/udp_server.h"

#include <sys/socket.h>

#include <utility>

namespace socketserver {

class UnixDatagramServer : public UDPServer {
 public:
  static constexpr SocketKind kKind{
      .name = "UnixDatagramServer", .is_unix = true, .type = SOCK_DGRAM};

  // As UDPServer, but for an Address::unix_path, or a Unix socket.
  UnixDatagramServer(const Address& server_address, RequestHandlerClass handler,
                     const ServerOptions& options = {})
      : UDPServer(kKind, server_address, std::move(handler), options) {}
  UnixDatagramServer(UniqueFd socket, RequestHandlerClass handler,
                     const ServerOptions& options = {})
      : UDPServer(kKind, std::move(socket), std::move(handler), options) {}
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_UNIX_DATAGRAM_SERVER_H_
