// TCPServer: a BaseServer whose requests are connections.
//
// Python's socketserver.TCPServer, and as there the base of all four: UDPServer
// and UnixStreamServer derive from it, although a UDP server is no TCP server.
// Python's docstring admits that this is bad class design, chosen to save
// typing. What the four really share is a socket that is made, bound and
// closed.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_TCP_SERVER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_TCP_SERVER_H_

#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/server_socket.h"

#include <sys/socket.h>

#include <memory>

namespace socketserver {

class TCPServer : public BaseServer {
 public:
  static constexpr SocketKind kKind{
      .name = "TCPServer", .is_unix = false, .type = SOCK_STREAM};

  // Makes a socket for `server_address`, IPv4 or IPv6, binds it and listens, so
  // that clients can connect from now on. Throws std::system_error, "bind
  // 127.0.0.1:80: Permission denied", and std::invalid_argument for an address
  // of another family; nothing is left behind then.
  //
  // A C++ constructor can't call the hooks of a class that derives from its
  // own. Whoever overrides server_bind or server_activate passes
  // {.bind_and_activate = false} and calls bind_and_activate() in its own.
  TCPServer(const Address& server_address, RequestHandlerClass handler,
            const ServerOptions& options = {});

  // The same from a socket that listens already: bind_and_activate is of no
  // account. Throws what adopt_server_socket throws.
  TCPServer(UniqueFd socket, RequestHandlerClass handler,
            const ServerOptions& options = {});

  TCPServer(const TCPServer&) = delete;
  TCPServer& operator=(const TCPServer&) = delete;
  ~TCPServer() override;

  // Binds the socket, and learns the port if the kernel has chosen it. Throws
  // std::system_error.
  virtual void server_bind();

  // Begins to listen. Throws std::system_error.
  virtual void server_activate();

  void server_close() override;
  [[nodiscard]] int fileno() const override { return descriptor(); }

 protected:
  // The same for another kind.
  TCPServer(const SocketKind& kind, const Address& server_address,
            RequestHandlerClass handler, const ServerOptions& options);
  TCPServer(const SocketKind& kind, UniqueFd socket,
            RequestHandlerClass handler, const ServerOptions& options);

  // Calls server_bind and server_activate, and server_close if one throws.
  void bind_and_activate();

  ClientRequest get_request() override;

  // Sends what was written and then the end of file, so that the client knows
  // that this was all. (Input that is left unread, or comes later, makes a
  // reset, which throws away what is still on its way: see the failure lab.)
  void shutdown_request(Request& request) override;
  void close_request(Request& request) override;

  // For requests that are answered through it: closed when server_close has
  // been called and the last of them has gone.
  [[nodiscard]] std::shared_ptr<const UniqueFd> socket() const {
    return socket_;
  }

  // Closes the child's descriptor of the listener, or clients could still
  // connect after the parent's end, to a queue that nobody serves. A datagram's
  // answer needs the socket. Frees no memory, since each page that a child
  // writes to is copied.
  void close_in_child() noexcept override {
    if (kind_.type == SOCK_STREAM && socket_ != nullptr) {
      socket_->reset();
    }
  }

 private:
  // fileno() for the constructor, which can't call what may be overridden.
  [[nodiscard]] int descriptor() const {
    return socket_ == nullptr ? -1 : socket_->get();
  }

  const SocketKind kind_;
  std::shared_ptr<UniqueFd> socket_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_TCP_SERVER_H_
