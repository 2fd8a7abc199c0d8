#include "chapters/03_class_hierarchy/tcp_server.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>

namespace socketserver {
namespace {

// Non-blocking: see chapter 02.
std::shared_ptr<UniqueFd> make_socket(const Address& address, int type) {
  return std::make_shared<UniqueFd>(
      check(::socket(address.family(), type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0),
            "socket"));
}

void set_option(int socket, int level, int option, int value,
                const char* name) {
  check(::setsockopt(socket, level, option, &value, sizeof value), name);
}

}  // namespace

TCPServer::TCPServer(const Address& server_address, RequestHandlerClass handler,
                     const ServerOptions& options)
    : TCPServer({.name = "TCPServer",
                 .unix_address = false,
                 .socket_type = SOCK_STREAM},
                server_address, std::move(handler), options) {}

TCPServer::TCPServer(const Kind& kind, const Address& server_address,
                     RequestHandlerClass handler, const ServerOptions& options)
    : BaseServer(server_address, std::move(handler), options),
      socket_type_(kind.socket_type) {
  if (kind.unix_address != (server_address.family() == AF_UNIX)) {
    throw std::invalid_argument(std::string(kind.name) + " " +
                                server_address.to_string() +
                                ": an address of another family");
  }
  socket_ = make_socket(server_address, socket_type_);
  if (options.bind_and_activate) {
    // This class's own, whatever derives from it: the rest of the object
    // doesn't exist yet.
    TCPServer::server_bind();
    if (socket_type_ == SOCK_STREAM) {
      TCPServer::server_activate();
    }
  }
}

TCPServer::~TCPServer() {
  abort_if_served();
  TCPServer::server_close();
}

void TCPServer::bind_and_activate() {
  try {
    server_bind();
    server_activate();
  } catch (...) {
    server_close();
    throw;
  }
}

void TCPServer::server_bind() {
  const Address& address = server_address();
  const bool is_inet = address.family() != AF_UNIX;
  if (is_inet &&
      options().allow_reuse_address.value_or(socket_type_ == SOCK_STREAM)) {
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
  set_server_address(Address::getsockname(descriptor()));
}

void TCPServer::server_activate() {
  check(::listen(descriptor(), options().request_queue_size), "listen",
        server_address());
}

void TCPServer::server_close() {
  stop_serving();
  socket_.reset();
}

ClientRequest TCPServer::get_request() {
  Connection connection = accept_connection(fileno());
  return {.request = std::move(connection.socket),
          .client_address = connection.client};
}

void TCPServer::shutdown_request(Request& request) {
  if (const auto* connection = std::get_if<UniqueFd>(&request);
      connection != nullptr && *connection) {
    // Fails if the client has gone; there is nobody to tell.
    ::shutdown(connection->get(), SHUT_WR);
  }
  close_request(request);
}

void TCPServer::close_request(Request& request) {
  request = UniqueFd();
}

}  // namespace socketserver
