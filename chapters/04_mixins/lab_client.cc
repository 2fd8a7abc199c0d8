#include "chapters/04_mixins/lab_client.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/socket.h>

#include <array>
#include <cstddef>

namespace socketserver {

UniqueFd connect_to(const Address& server) {
  UniqueFd connection(check(
      ::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(::connect(connection.get(), server.data(), server.size()), "connect",
        server);
  return connection;
}

std::string read_to_end(const UniqueFd& connection) {
  std::string answer;
  std::array<char, 4096> chunk{};
  while (true) {
    const ssize_t size = retry([&] {
      return ::recv(connection.get(), chunk.data(), chunk.size(), 0);
    });
    if (check(size, "recv") == 0) {
      return answer;
    }
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

std::string call(const Address& server) {
  return read_to_end(connect_to(server));
}

}  // namespace socketserver
