// Failure lab: a server is replaced by its successor, while clients call.
//
// Stopped first and started then, nobody listens for a moment, and whoever
// calls in it is refused. A descriptor can be sent to another process, though,
// through a Unix socket, as a message of its own kind: SCM_RIGHTS. The
// successor then has the very listener of its predecessor, with the queue and
// all who wait in it.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace socketserver {
namespace {

constexpr int kClients = 10;

class HelloHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write("hello world\n"); }
};

// A message of one byte, and room for one descriptor beside it.
struct Parcel {
  char byte = 0;
  iovec data{.iov_base = &byte, .iov_len = 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
  msghdr message{.msg_name = nullptr,
                 .msg_namelen = 0,
                 .msg_iov = &data,
                 .msg_iovlen = 1,
                 .msg_control = room.data(),
                 .msg_controllen = room.size(),
                 .msg_flags = 0};
};

void send_descriptor(int channel, int fd) {
  Parcel parcel;
  cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof fd);
  std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
  check(::sendmsg(channel, &parcel.message, MSG_NOSIGNAL), "sendmsg");
}

// Empty if there was none in the message.
UniqueFd receive_descriptor(int channel) {
  Parcel parcel;
  check(::recvmsg(channel, &parcel.message, MSG_CMSG_CLOEXEC), "recvmsg");
  cmsghdr* const header = CMSG_FIRSTHDR(&parcel.message);
  int fd = -1;
  if (header != nullptr && header->cmsg_type == SCM_RIGHTS) {
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
  }
  return UniqueFd(fd);
}

// So many call at `address`.
std::vector<std::unique_ptr<Client>> call(const Address& address) {
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < kClients; ++i) {
    try {
      clients.push_back(std::make_unique<Client>(address));
    } catch (const std::system_error&) {
      // ECONNREFUSED
    }
  }
  return clients;
}

void print_outcome(const std::string& how,
                   const std::vector<std::unique_ptr<Client>>& connected) {
  int answered = 0;
  for (const auto& client : connected) {
    answered += client->read_all() == "hello world\n" ? 1 : 0;
  }
  print_line(how + ": answered: " + std::to_string(answered) + ", refused: " +
             std::to_string(kClients - static_cast<int>(connected.size())));
}

void stop_then_start() {
  TCPServer server(kAnyPort, handled_by<HelloHandler>());
  const Address address = server.server_address();
  server.server_close();
  const auto clients = call(address);
  const TCPServer successor(address, handled_by<HelloHandler>());
  print_outcome("stopped, then started", clients);
}

void hand_over() {
  const SocketPair channel;
  TCPServer server(kAnyPort, handled_by<HelloHandler>());
  const Address address = server.server_address();
  send_descriptor(channel.left.get(), server.fileno());
  server.server_close();
  // No process has the listener now: it is in a message on its way.
  const auto clients = call(address);
  const pid_t child = check(::fork(), "fork");
  if (child == 0) {
    TCPServer successor(receive_descriptor(channel.right.get()),
                        handled_by<HelloHandler>());
    for (int i = 0; i < kClients; ++i) {
      successor.handle_request();
    }
    ::_exit(0);
  }
  print_outcome("handed over", clients);
  check(::waitpid(child, nullptr, 0), "waitpid");
}

}  // namespace
}  // namespace socketserver

int main() {
  socketserver::stop_then_start();
  socketserver::hand_over();
  return 0;
}
