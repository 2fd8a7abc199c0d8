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

std::system_error timed_out(const char* call) {
  return {ETIMEDOUT, std::system_category(), call};
}

void wait_for(int socket, unsigned event, Deadline deadline, const char* call) {
  PollSelector selector;
  selector.register_fd(socket, event);
  if (selector.select(deadline.remaining()).empty()) {
    throw timed_out(call);
  }
}

// Whether somebody else took what poll had seen, so that it is to be waited for
// again. Not for ever, should the kernel go on saying both.
bool came_too_late(ssize_t result, Deadline deadline, const char* call) {
  const bool too_late = result == -1 && errno == EAGAIN;
  if (too_late && deadline.passed()) {
    throw timed_out(call);
  }
  return too_late;
}

ssize_t receive(int socket, std::span<char> room, int flags) {
  return retry([&] { return ::recv(socket, room.data(), room.size(), flags); });
}

}  // namespace

std::size_t recv_until(int socket, std::span<char> room, Deadline deadline) {
  ssize_t size = -1;
  if (deadline.never()) {
    size = receive(socket, room, 0);
  } else {
    do {
      wait_for(socket, kEventRead, deadline, "recv");
      size = receive(socket, room, MSG_DONTWAIT);
    } while (came_too_late(size, deadline, "recv"));
  }
  return static_cast<std::size_t>(check(size, "recv"));
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
    if (!came_too_late(sent, deadline, "send")) {
      bytes.remove_prefix(static_cast<std::size_t>(check(sent, "send")));
    }
  }
}

}  // namespace socketserver
