// ServerOptions: what Python keeps in class attributes of its servers.
//
// Given with designated initialisers: {.request_queue_size = 5}.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVER_OPTIONS_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVER_OPTIONS_H_

#include "chapters/02_selector_loop/deadline.h"

#include <sys/socket.h>

#include <cstddef>
#include <optional>

namespace socketserver {

struct ServerOptions {
  // Whether the constructor binds and listens; false for whoever overrides
  // server_bind or server_activate. In Python the third argument.
  bool bind_and_activate = true;

  // How many connections may wait to be accepted. Python: 5, and SOMAXCONN from
  // 3.15 on, because with 5 a busy server leaves clients to their retries.
  int request_queue_size = SOMAXCONN;

  // Whether the port can be bound again while old connections are in TIME_WAIT;
  // both the old server and the new one need it. Unset: on for TCP, off for
  // datagrams, where it would let two servers share a port. Python: off.
  std::optional<bool> allow_reuse_address = std::nullopt;

  // Whether several servers may share the port, the kernel spreading clients
  // over them. IPv4 and IPv6 only. Python: off too.
  bool allow_reuse_port = false;

  // How long handle_request waits for a request. Python: None too.
  Timeout timeout = std::nullopt;

  // The longest datagram, in bytes; what is longer is cut. At most
  // UDPServer::kLargestPacket. Python: 8192 too.
  std::size_t max_packet_size = 8192;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVER_OPTIONS_H_
