#include "chapters/03_class_hierarchy/tcp_server.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <utility>
#include <variant>

namespace socketserver {
namespace {

void set_option(int socket, int level, int option, int value,
                const char* name) {
  check(::setsockopt(socket, level, option, &value, sizeof value), name);
}

}  // namespace

TCPServer::TCPServer(const Address& server_address, RequestHandlerClass handler,
                     const ServerOptions& options)
    : TCPServer(kKind, server_address, std::move(handler), options) {}

TCPServer::TCPServer(UniqueFd socket, RequestHandlerClass handler,
                     const ServerOptions& options)
    : TCPServer(kKind, std::move(socket), std::move(handler), options) {}

TCPServer::TCPServer(const SocketKind& kind, const Address& server_address,
                     RequestHandlerClass handler, const ServerOptions& options)
    : BaseServer(server_address, std::move(handler), options),
      kind_(kind),
      socket_(std::make_shared<UniqueFd>(
          make_server_socket(kind, server_address))) {
  if (options.bind_and_activate) {
    // This class's own, whatever derives from it: the rest of the object
    // doesn't exist yet.
    TCPServer::server_bind();
    if (kind.type == SOCK_STREAM) {
      TCPServer::server_activate();
    }
  }
}

TCPServer::TCPServer(const SocketKind& kind, UniqueFd socket,
                     RequestHandlerClass handler, const ServerOptions& options)
    : BaseServer(Address(), std::move(handler), options),
      kind_(kind),
      socket_(std::make_shared<UniqueFd>(
          adopt_server_socket(kind, std::move(socket)))) {
  set_server_address(Address::getsockname(descriptor()));
}

TCPServer::~TCPServer() {
  // What a derived class has added is gone by now.
  abort_if_served();
  TCPServer::server_close();
}

void TCPServer::bind_and_activate() {
  try {
    server_bind();
    server_activate();
  } catch (...) {
    // Outside of a constructor nothing else would give the port back.
    server_close();
    throw;
  }
}

void TCPServer::server_bind() {
  const Address& address = server_address();
  const bool is_inet = address.family() != AF_UNIX;
  // A port may be taken again despite TIME_WAIT; a path has no such state.
  if (is_inet &&
      options().allow_reuse_address.value_or(kind_.type == SOCK_STREAM)) {
    set_option(descriptor(), SOL_SOCKET, SO_REUSEADDR, 1,
               "setsockopt SO_REUSEADDR");
  }
  if (is_inet && options().allow_reuse_port) {
    set_option(descriptor(), SOL_SOCKET, SO_REUSEPORT, 1,
               "setsockopt SO_REUSEPORT");
  }
  if (address.family() == AF_INET6) {
    // A server on [::] also serves IPv4, whatever the system's default is.
    set_option(descriptor(), IPPROTO_IPV6, IPV6_V6ONLY, 0,
               "setsockopt IPV6_V6ONLY");
  }
  check(::bind(descriptor(), address.data(), address.size()), "bind", address);
  // Now it is known which port the kernel has chosen for 0.
  set_server_address(Address::getsockname(descriptor()));
}

void TCPServer::server_activate() {
  check(::listen(descriptor(), options().request_queue_size), "listen",
        server_address());
}

void TCPServer::server_close() {
  stop_serving();   // The loop must not poll a number that is another's soon.
  socket_.reset();  // Open still while a datagram's request shares it.
}

ClientRequest TCPServer::get_request() {
  Connection connection = accept_connection(fileno());
  return {.request =
              Request(std::in_place_type<Stream>, std::move(connection.socket)),
          .client_address = connection.client};
}

void TCPServer::shutdown_request(Request& request) {
  if (auto* const stream = std::get_if<Stream>(&request)) {
    // Goes out at once, even if a forked child still has the connection.
    stream->shutdown_write();
  }
  close_request(request);
}

void TCPServer::close_request(Request& request) {
  close(request);
}

}  // namespace socketserver
