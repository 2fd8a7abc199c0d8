// A server from a socket that somebody else has bound, and what is refused.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/listener.h"
#include "tests/support/ask.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

UniqueFd new_socket(int family, int type) {
  return UniqueFd(check(::socket(family, type, 0), "socket"));
}

UniqueFd bound(const Address& address, int type) {
  UniqueFd socket = new_socket(address.family(), type);
  check(::bind(socket.get(), address.data(), address.size()), "bind");
  return socket;
}

// A bound and blocking socket of the kind that Server wants.
template <typename Server>
UniqueFd socket_for() {
  const Address address =
      Server::kKind.is_unix ? Address::unix_path("") : kAnyPort;
  if constexpr (kIsDatagram<Server>) {
    return bound(address, SOCK_DGRAM);
  } else {
    return listen_on(address);
  }
}

template <typename Server>
class FromDescriptorTest : public testing::Test {};

using AllFour =
    testing::Types<TCPServer, UDPServer, UnixStreamServer, UnixDatagramServer>;
TYPED_TEST_SUITE(FromDescriptorTest, AllFour);

TYPED_TEST(FromDescriptorTest, Serves) {
  UniqueFd socket = socket_for<TypeParam>();
  const int number = socket.get();
  const Address address = Address::getsockname(number);
  TypeParam server(std::move(socket),
                   handled_by<EchoLine<kIsDatagram<TypeParam>>>());
  EXPECT_EQ(server.fileno(), number);
  EXPECT_EQ(server.server_address(), address);
  EXPECT_NE(::fcntl(number, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0);
  {
    const ServeInBackground serving(server);
    EXPECT_EQ(ask<TypeParam>(address, "hello\n"), "hello\n");
  }
  server.server_close();
  EXPECT_EQ(::fcntl(number, F_GETFD), -1);
}

// What Server says to `socket`, which it closes.
template <typename Server>
std::string refusal(UniqueFd socket) {
  const auto before = proc::descriptors(::getpid()).size();
  const bool was_open = static_cast<bool>(socket);
  const std::string number = std::to_string(socket.get());
  try {
    const Server server(std::move(socket), hello());
    return "none";
  } catch (const std::exception& error) {
    EXPECT_EQ(proc::descriptors(::getpid()).size(),
              before - (was_open ? 1 : 0));
    const std::string what = error.what();
    const std::size_t at = what.find("descriptor " + number + ": ");
    return at == std::string::npos ? what
                                   : what.substr(at + 13 + number.size());
  }
}

TEST(FromDescriptorRefusalTest, AnotherKindIsNamed) {
  EXPECT_EQ(refusal<TCPServer>(bound(kAnyPort, SOCK_DGRAM)),
            "no stream socket");
  EXPECT_EQ(refusal<UDPServer>(listen_on(kAnyPort)), "no datagram socket");
  EXPECT_EQ(refusal<TCPServer>(listen_on(Address::unix_path(""))),
            "neither IPv4 nor IPv6");
  EXPECT_EQ(refusal<UnixStreamServer>(listen_on(kAnyPort)), "no Unix socket");
  EXPECT_EQ(refusal<UnixDatagramServer>(bound(kAnyPort, SOCK_DGRAM)),
            "no Unix socket");
}

TEST(FromDescriptorRefusalTest, OneThatIsNotReadyIsNamed) {
  EXPECT_EQ(refusal<TCPServer>(bound(kAnyPort, SOCK_STREAM)),
            "it doesn't listen");
  EXPECT_EQ(refusal<TCPServer>(new_socket(AF_INET, SOCK_STREAM)), "not bound");
  EXPECT_EQ(refusal<UDPServer>(new_socket(AF_INET, SOCK_DGRAM)), "not bound");
  EXPECT_EQ(refusal<UnixDatagramServer>(new_socket(AF_UNIX, SOCK_DGRAM)),
            "not bound");
}

TEST(FromDescriptorRefusalTest, NoSocketAtAllIsNamed) {
  EXPECT_EQ(refusal<TCPServer>(UniqueFd(::open("/dev/null", O_RDONLY))),
            "getsockopt SO_TYPE: Socket operation on non-socket");
  EXPECT_EQ(refusal<TCPServer>(UniqueFd()),
            "getsockopt SO_TYPE: Bad file descriptor");
}

}  // namespace
}  // namespace socketserver
