#include "chapters/01_accept_loop/connection.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/socket.h>

#include <cstddef>

namespace socketserver {

Connection accept_connection(int listener) {
  Address client;
  // accept4 rather than accept: close-on-exec from the first moment, so that
  // no program started by another thread can inherit the client.
  const int socket = retry([&] {
    return ::accept4(listener, client.data(), client.room(), SOCK_CLOEXEC);
  });
  return {.socket = UniqueFd(check(socket, "accept4")), .client = client};
}

void sendall(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    // Without MSG_NOSIGNAL, an EPIPE would also bring SIGPIPE, which by default
    // ends the whole process.
    const ssize_t sent = retry([&] {
      return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    });
    check(sent, "send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

}  // namespace socketserver
