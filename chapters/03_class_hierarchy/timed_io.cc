#include "chapters/03_class_hierarchy/timed_io.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"

#include <sys/socket.h>

#include <cerrno>
#include <system_error>

namespace socketserver {
namespace {

void wait_for(int socket, unsigned event, Deadline deadline, const char* call) {
  PollSelector selector;
  selector.register_fd(socket, event);
  if (selector.select(deadline.remaining()).empty()) {
    throw std::system_error(ETIMEDOUT, std::system_category(), call);
  }
}

}  // namespace

std::size_t recv_until(int socket, std::span<char> room, Deadline deadline) {
  const bool bounded = !deadline.never();
  while (true) {
    if (bounded) {
      wait_for(socket, kEventRead, deadline, "recv");
    }
    const ssize_t size = retry([&] {
      return ::recv(socket, room.data(), room.size(),
                    bounded ? MSG_DONTWAIT : 0);
    });
    // EAGAIN: somebody else took what poll had seen, and there is time left.
    if (size != -1 || errno != EAGAIN || !bounded) {
      return static_cast<std::size_t>(check(size, "recv"));
    }
  }
}

void send_until(int socket, std::string_view bytes, Deadline deadline) {
  if (deadline.never()) {
    sendall(socket, bytes);
    return;
  }
  while (!bytes.empty()) {
    wait_for(socket, kEventWrite, deadline, "send");
    // Writable means that some of it fits; MSG_DONTWAIT takes no more than
    // that.
    const ssize_t sent = retry([&] {
      return ::send(socket, bytes.data(), bytes.size(),
                    MSG_NOSIGNAL | MSG_DONTWAIT);
    });
    if (sent == -1 && errno == EAGAIN) {
      continue;
    }
    bytes.remove_prefix(static_cast<std::size_t>(check(sent, "send")));
  }
}

}  // namespace socketserver
