// UnixStreamServer: a TCPServer on a path instead of a port.
//
// Python's socketserver.UnixStreamServer. For clients on the same machine; who
// may connect is a matter of the permissions of the path.
// The path must not exist when the server binds, and stays when it closes, as
// in Python; the stage program removes it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_UNIX_STREAM_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_UNIX_STREAM_SERVER_H_

#include "chapters/03_class_hierarchy/tcp_server.h"

#include <sys/socket.h>

#include <utility>

namespace socketserver {

class UnixStreamServer : public TCPServer {
 public:
  static constexpr SocketKind kKind{
      .name = "UnixStreamServer", .is_unix = true, .type = SOCK_STREAM};

  // As TCPServer, but for an Address::unix_path, or a Unix socket.
  UnixStreamServer(const Address& server_address, RequestHandlerClass handler,
                   const ServerOptions& options = {})
      : TCPServer(kKind, server_address, std::move(handler), options) {}
  UnixStreamServer(UniqueFd socket, RequestHandlerClass handler,
                   const ServerOptions& options = {})
      : TCPServer(kKind, std::move(socket), std::move(handler), options) {}
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_UNIX_STREAM_SERVER_H_
