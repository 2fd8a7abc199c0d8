#include "chapters/03_class_hierarchy/datagram.h"

#include "chapters/01_accept_loop/system_call.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <system_error>

namespace socketserver {
namespace {

// Room for what a message carries beside its bytes: the address to send from.
struct alignas(cmsghdr) Source {
  std::array<std::byte, CMSG_SPACE(sizeof(in6_pktinfo))> bytes{};
};

template <typename Info>
void attach(msghdr& message, int level, int type, const Info& info) {
  message.msg_controllen = CMSG_SPACE(sizeof info);
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = level;
  header->cmsg_type = type;
  header->cmsg_len = CMSG_LEN(sizeof info);
  std::memcpy(CMSG_DATA(header), &info, sizeof info);
}

// Has `message` be sent from `address`, which need not be the one that the
// socket is bound to. `room` must live as long.
void send_from(msghdr& message, const Address& address, Source& room) {
  message.msg_control = room.bytes.data();
  if (address.family() == AF_INET) {
    sockaddr_in name{};
    std::memcpy(&name, address.data(), sizeof name);
    attach(
        message, IPPROTO_IP, IP_PKTINFO,
        in_pktinfo{
            .ipi_ifindex = 0, .ipi_spec_dst = name.sin_addr, .ipi_addr = {}});
  } else if (address.family() == AF_INET6) {
    sockaddr_in6 name{};
    std::memcpy(&name, address.data(), sizeof name);
    attach(message, IPPROTO_IPV6, IPV6_PKTINFO,
           in6_pktinfo{.ipi6_addr = name.sin6_addr, .ipi6_ifindex = 0});
  }
}

}  // namespace

bool Datagram::reply(std::string_view bytes, const Address& client) const {
  // Its request was moved away, or never had one.
  if (socket == nullptr) {
    throw std::system_error(EBADF, std::system_category(), "sendmsg");
  }
  // The calls promise not to write to what their structs can't call const.
  iovec content{.iov_base = const_cast<char*>(bytes.data()),
                .iov_len = bytes.size()};
  msghdr message{};
  message.msg_name = const_cast<sockaddr*>(client.data());
  message.msg_namelen = client.size();
  message.msg_iov = &content;
  message.msg_iovlen = 1;
  Source source;
  if (local_address != nullptr) {
    send_from(message, *local_address, source);
  }
  const ssize_t sent =
      retry([&] { return ::sendmsg(socket->get(), &message, MSG_NOSIGNAL); });
  if (sent == -1 && errno == EAGAIN) {
    return false;
  }
  check(sent, "sendmsg", client);
  return true;
}

}  // namespace socketserver
