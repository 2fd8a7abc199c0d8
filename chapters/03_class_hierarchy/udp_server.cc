#include "chapters/03_class_hierarchy/udp_server.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

namespace socketserver {
namespace {

// Before anything is bound: with room that there can't be, each datagram would
// fail.
const ServerOptions& checked(const ServerOptions& options) {
  if (options.max_packet_size > UDPServer::kLargestPacket) {
    throw std::invalid_argument("UDPServer: max_packet_size " +
                                std::to_string(options.max_packet_size) +
                                ": at most " +
                                std::to_string(UDPServer::kLargestPacket));
  }
  return options;
}

}  // namespace

UDPServer::UDPServer(const Address& server_address, RequestHandlerClass handler,
                     const ServerOptions& options)
    : UDPServer(kKind, server_address, std::move(handler), options) {}

UDPServer::UDPServer(UniqueFd socket, RequestHandlerClass handler,
                     const ServerOptions& options)
    : UDPServer(kKind, std::move(socket), std::move(handler), options) {}

UDPServer::UDPServer(const SocketKind& kind, const Address& server_address,
                     RequestHandlerClass handler, const ServerOptions& options)
    : TCPServer(kind, server_address, std::move(handler), checked(options)) {}

UDPServer::UDPServer(const SocketKind& kind, UniqueFd socket,
                     RequestHandlerClass handler, const ServerOptions& options)
    : TCPServer(kind, std::move(socket), std::move(handler), checked(options)) {
}

void UDPServer::server_activate() {}

ClientRequest UDPServer::get_request() {
  std::string data(options().max_packet_size, '\0');
  Address client;
  // With MSG_TRUNC, recvfrom tells how long the datagram was, even if that is
  // more than it could store: the rest is lost either way.
  const ssize_t size = retry([&] {
    return ::recvfrom(fileno(), data.data(), data.size(), MSG_TRUNC,
                      client.data(), client.room());
  });
  const auto length = static_cast<std::size_t>(check(size, "recvfrom"));
  const bool truncated = length > data.size();
  // As long as what has come: the handler's rfile ends where the datagram does.
  data.resize(std::min(length, data.size()));
  return {.request = Datagram{.data = std::move(data),
                              .truncated = truncated,
                              .socket = socket(),
                              .local_address = nullptr},
          .client_address = client};
}

void UDPServer::shutdown_request(Request& request) {
  close_request(request);
}

void UDPServer::close_request(Request& /*request*/) {}

}  // namespace socketserver
