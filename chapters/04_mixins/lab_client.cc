#include "chapters/04_mixins/lab_client.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/socket.h>

#include <array>
#include <cstddef>

namespace socketserver {

std::string call(const Address& server) {
  const UniqueFd socket(check(
      ::socket(server.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(::connect(socket.get(), server.data(), server.size()), "connect",
        server);
  std::string answer;
  std::array<char, 4096> chunk{};
  while (true) {
    const ssize_t size = retry(
        [&] { return ::recv(socket.get(), chunk.data(), chunk.size(), 0); });
    if (check(size, "recv") == 0) {
      return answer;
    }
    answer.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

}  // namespace socketserver
