#include "chapters/01_accept_loop/address.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

UniqueFd bound_socket(const Address& address) {
  UniqueFd socket(check(
      ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(::bind(socket.get(), address.data(), address.size()), "bind", address);
  return socket;
}

TEST(AddressTest, Ipv4IsLaidOutAsTheKernelWantsIt) {
  const Address address = Address::ipv4("127.0.0.1", 8080);
  ASSERT_EQ(address.size(), sizeof(sockaddr_in));
  sockaddr_in name{};
  std::memcpy(&name, address.data(), sizeof name);
  EXPECT_EQ(name.sin_family, AF_INET);
  EXPECT_EQ(name.sin_port, htons(8080));
  EXPECT_EQ(name.sin_addr.s_addr, htonl(INADDR_LOOPBACK));
}

TEST(AddressTest, ShowsItselfAsPeopleWriteIt) {
  EXPECT_EQ(Address::ipv4("127.0.0.1", 8080).to_string(), "127.0.0.1:8080");
  EXPECT_EQ(Address::ipv4("localhost", 1).to_string(), "127.0.0.1:1");
  EXPECT_EQ(Address::ipv6("::1", 65535).to_string(), "[::1]:65535");
  EXPECT_EQ(Address::unix_path("/run/x.sock").to_string(), "/run/x.sock");
  EXPECT_EQ(Address::unix_path(std::string("\0x", 2)).to_string(), "@x");
  EXPECT_EQ(Address().to_string(), "");
}

// Whoever connects chooses the name, and it stands in the log. Red: the path as
// it is.
TEST(AddressTest, ShowsANameThatMeansNoGoodInOneLine) {
  EXPECT_EQ(Address::unix_path("/tmp/a\nb\x1b[2J\\\xff").to_string(),
            R"(/tmp/a\x0ab\x1b[2J\\\xff)");
  EXPECT_EQ(Address::unix_path(std::string("\0a\0\r", 4)).to_string(),
            R"(@a\x00\x0d)");
}

// The address of an interface, as CPython takes it, too.
TEST(AddressTest, ALinkLocalAddressNamesItsInterface) {
  EXPECT_EQ(Address::inet("fe80::1%lo", 80).to_string(), "[fe80::1%lo]:80");
  for (const char* const host :
       {"fe80::1%", "fe80::1%nowhere", "127.0.0.1%lo"}) {
    EXPECT_THROW(Address::inet(host, 80), std::invalid_argument) << host;
  }
}

TEST(AddressTest, InetTakesEitherFamily) {
  EXPECT_EQ(Address::inet("0.0.0.0", 80).family(), AF_INET);
  EXPECT_EQ(Address::inet("localhost", 80).family(), AF_INET);
  EXPECT_EQ(Address::inet("::", 80).family(), AF_INET6);
}

TEST(AddressTest, RefusesAHostThatIsNone) {
  for (const char* const host :
       {"", "300.0.0.1", "1.2.3", "127.0.0.1 ", "example.org", "::g", ":"}) {
    EXPECT_THROW(Address::inet(host, 80), std::invalid_argument) << host;
  }
  for (const std::string host :
       {"127.0.0.1", "localhost", "::1", "fe80::1%lo"}) {
    EXPECT_THROW(Address::inet(host + '\0', 80), std::invalid_argument);
    EXPECT_THROW(Address::inet(host + '\0' + "1", 80), std::invalid_argument);
  }
  EXPECT_THROW(Address::ipv4("::1", 80), std::invalid_argument);
  EXPECT_THROW(Address::ipv6("127.0.0.1", 80), std::invalid_argument);
}

TEST(AddressTest, TheLongestUnixPathHas107Bytes) {
  const std::string longest(107, 'x');
  EXPECT_EQ(Address::unix_path(longest).path(), longest);
  try {
    Address::unix_path(longest + "x");
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::filename_too_long);
  }
}

TEST(AddressTest, AnAbstractNameMayFillTheRoom) {
  const std::string name = '\0' + std::string(107, 'x');
  EXPECT_EQ(Address::unix_path(name).path(), name);
  EXPECT_THROW(Address::unix_path(name + "x"), std::system_error);
}

TEST(AddressTest, RefusesANulInsideAPath) {
  EXPECT_THROW(Address::unix_path(std::string("a\0b", 3)),
               std::invalid_argument);
}

TEST(AddressTest, GetsocknameTellsThePortThatTheKernelChose) {
  const UniqueFd socket = bound_socket(kAnyPort);
  const Address address = Address::getsockname(socket.get());
  EXPECT_NE(address.port(), 0);
  EXPECT_EQ(address, Address::ipv4("127.0.0.1", address.port()));
}

TEST(AddressTest, TheEmptyUnixPathHasTheKernelChooseAName) {
  const UniqueFd socket = bound_socket(Address::unix_path(""));
  const std::string path = Address::getsockname(socket.get()).path();
  EXPECT_EQ(path.size(), 6U);
  EXPECT_EQ(path.front(), '\0');
}

TEST(AddressTest, TheKernelGivesAnAbstractNameBackUnchanged) {
  const Address address = Address::unix_path(
      '\0' + std::string("address_test.") + std::to_string(::getpid()));
  EXPECT_EQ(Address::getsockname(bound_socket(address).get()), address);
}

// A client may bind a path that leaves no room for the NUL at its end; the
// kernel then counts one more byte than there is. Red under asan: no min().
TEST(AddressTest, APathThatFillsTheRoomIsReadAsFarAsItGoes) {
  const TemporaryDirectory directory;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  std::string path = directory / "";
  path.resize(sizeof name.sun_path, 'x');
  path.copy(name.sun_path, path.size());
  const UniqueFd socket(
      check(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&name),
               sizeof name),
        "bind");
  const Address address = Address::getsockname(socket.get());
  EXPECT_GT(address.size(), sizeof name);
  EXPECT_EQ(address.to_string(), path);
}

TEST(AddressTest, EqualMeansSameFamilyHostAndPort) {
  const Address address = Address::ipv4("127.0.0.1", 80);
  EXPECT_EQ(address, Address::ipv4("127.0.0.1", 80));
  EXPECT_NE(address, Address::ipv4("127.0.0.1", 81));
  EXPECT_NE(address, Address::ipv4("127.0.0.2", 80));
  EXPECT_NE(address, Address());
}

}  // namespace
}  // namespace socketserver
