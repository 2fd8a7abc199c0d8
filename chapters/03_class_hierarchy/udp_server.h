// UDPServer: a BaseServer whose requests are datagrams.
//
// Python's socketserver.UDPServer. There is no connection: a request is one
// message with the address of its sender, and the answer goes out through the
// server's own socket. So there is nothing to listen for, and nothing to close.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_UDP_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_UDP_SERVER_H_

#include "chapters/03_class_hierarchy/tcp_server.h"

#include <cstddef>

namespace socketserver {

class UDPServer : public TCPServer {
 public:
  static constexpr SocketKind kKind{
      .name = "UDPServer", .is_unix = false, .type = SOCK_DGRAM};

  // The most that max_packet_size may be, in bytes. Room for so many is made
  // for each datagram; the kernel takes none that is longer unless told to.
  static constexpr std::size_t kLargestPacket = std::size_t{16} << 20;

  // As TCPServer, but without listening. Throws std::invalid_argument, too, for
  // a max_packet_size above kLargestPacket.
  UDPServer(const Address& server_address, RequestHandlerClass handler,
            const ServerOptions& options = {});
  UDPServer(UniqueFd socket, RequestHandlerClass handler,
            const ServerOptions& options = {});

  // Nothing to do: a bound datagram socket receives.
  void server_activate() override;

 protected:
  // The same for another kind.
  UDPServer(const SocketKind& kind, const Address& server_address,
            RequestHandlerClass handler, const ServerOptions& options);
  UDPServer(const SocketKind& kind, UniqueFd socket,
            RequestHandlerClass handler, const ServerOptions& options);

  ClientRequest get_request() override;
  void shutdown_request(Request& request) override;
  void close_request(Request& request) override;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_UDP_SERVER_H_
