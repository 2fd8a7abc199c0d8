#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/exercises/03_numbered_datagrams/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <sys/socket.h>

#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::string ask(DatagramClient& client, const std::string& datagram) {
  client.send(datagram);
  return client.receive();
}

class NumberedDatagramsTest : public testing::Test {
 protected:
  DatagramCounts counts_;
  UDPServer server_{kAnyPort, handled_by<NumberingHandler>(&counts_)};
  ServeInBackground serving_{server_};
};

TEST_F(NumberedDatagramsTest, OneClientsAreNumberedFromOne) {
  DatagramClient client(server_.server_address());
  EXPECT_EQ(ask(client, "spam"), "1 spam");
  EXPECT_EQ(ask(client, "eggs"), "2 eggs");
  EXPECT_EQ(ask(client, ""), "3 ");
}

TEST_F(NumberedDatagramsTest, EachClientHasNumbersOfItsOwn) {
  DatagramClient one(server_.server_address());
  DatagramClient other(server_.server_address());
  EXPECT_EQ(ask(one, "a"), "1 a");
  EXPECT_EQ(ask(other, "b"), "1 b");
  EXPECT_EQ(ask(one, "c"), "2 c");
  EXPECT_EQ(ask(other, "d"), "2 d");
}

}  // namespace
}  // namespace socketserver
