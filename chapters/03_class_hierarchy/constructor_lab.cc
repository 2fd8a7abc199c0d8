// Failure lab: Python's constructor, translated literally.
//
// socketserver.TCPServer.__init__ calls self.server_activate(), and UDPServer
// overrides that to do nothing. The same lines in C++ call something else.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/standard_streams.h"

#include <sys/socket.h>

#include <system_error>

namespace socketserver {
namespace {

class LiteralTCPServer {
 public:
  explicit LiteralTCPServer(int type = SOCK_STREAM)
      : socket_(check(::socket(AF_INET, type | SOCK_CLOEXEC, 0), "socket")) {
    // NOLINTNEXTLINE(clang-analyzer-optin.cplusplus.VirtualCall): the lesson.
    server_activate();
  }
  LiteralTCPServer(const LiteralTCPServer&) = delete;
  LiteralTCPServer& operator=(const LiteralTCPServer&) = delete;
  virtual ~LiteralTCPServer() = default;

  virtual void server_activate() {
    print_line("TCPServer: listen");
    check(::listen(socket_.get(), SOMAXCONN), "listen");
  }

 private:
  UniqueFd socket_;
};

class LiteralUDPServer : public LiteralTCPServer {
 public:
  LiteralUDPServer() : LiteralTCPServer(SOCK_DGRAM) {}

  void server_activate() override { print_line("UDPServer: nothing to do"); }
};

}  // namespace
}  // namespace socketserver

int main() {
  try {
    const socketserver::LiteralUDPServer server;
    return 0;
  } catch (const std::system_error& error) {
    socketserver::log_line(error.what());
    return 1;
  }
}
