// Datagram: whence it is answered, and whether there is room.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <unistd.h>

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <variant>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A server on all addresses answers from the one that was asked, if it has
// found out which that was.
TEST(DatagramTest, ARepliesAddressCanBeChosen) {
  class Server : public UDPServer {
   public:
    using UDPServer::UDPServer;

   protected:
    ClientRequest get_request() override {
      ClientRequest next = UDPServer::get_request();
      std::get<Datagram>(next.request).local_address =
          std::make_unique<const Address>(Address::ipv4("127.0.0.5", 0));
      return next;
    }
  };
  Server server(Address::ipv4("0.0.0.0", 0), handled_by<EchoLine<true>>());
  // It hears only what comes from there.
  DatagramClient client(
      Address::ipv4("127.0.0.5", server.server_address().port()));
  client.send("hello\n");
  server.handle_request();
  EXPECT_EQ(client.receive(), "hello\n");
}

// Red: no look at the socket, and the process crashes.
TEST(DatagramTest, WithoutASocketThereIsNoReply) {
  const DatagramClient client(kAnyPort);
  try {
    static_cast<void>(Datagram().reply("hello", client.address()));
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::bad_file_descriptor);
  }
}

TEST(DatagramTest, AReplySaysWhetherThereWasRoom) {
  const SocketPair unused;
  UDPServer server(kAnyPort, hello());
  DatagramClient client(server.server_address());
  const Datagram datagram{
      .data = "",
      .truncated = false,
      .socket = std::make_shared<const UniqueFd>(::dup(server.fileno())),
      .local_address = nullptr};
  EXPECT_TRUE(datagram.reply("hello", client.address()));
  EXPECT_EQ(client.receive(), "hello");
  EXPECT_TRUE(datagram.reply("", client.address()));
  EXPECT_EQ(client.receive(), "");
  EXPECT_THROW(static_cast<void>(
                   datagram.reply(std::string(70'000, 'x'), client.address())),
               std::system_error);
}

// Room that there can't be would make each request fail. Red: the first
// datagram finds out, and so do all others.
TEST(DatagramTest, RoomThatThereCanNotBeIsRefusedAtOnce) {
  const std::size_t most = UDPServer::kLargestPacket;
  EXPECT_NO_THROW(UDPServer(kAnyPort, hello(), {.max_packet_size = most}));
  try {
    const UDPServer server(kAnyPort, hello(), {.max_packet_size = most + 1});
    FAIL() << "no exception";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(),
                 "UDPServer: max_packet_size 16777217: at most 16777216");
  }
}

}  // namespace
}  // namespace socketserver
