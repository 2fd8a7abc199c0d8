#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/exercises/support.h"

#include <sys/socket.h>

#include <string>

#include <gtest/gtest.h>
#ifdef EXERCISE_STARTER
#include "chapters/exercises/03_numbered_datagrams/exercise.h"
#else
#include "chapters/exercises/03_numbered_datagrams/solution.h"
#endif

namespace socketserver {
namespace {

std::string ask(TestClient& client, const std::string& datagram) {
  client.send(datagram);
  return client.receive();
}

class NumberedDatagramsTest : public testing::Test {
 protected:
  DatagramCounts counts_;
  UDPServer server_{Address::ipv4("127.0.0.1", 0),
                    handled_by<NumberingHandler>(&counts_)};
  ServeInBackground serving_{server_};
};

TEST_F(NumberedDatagramsTest, OneClientsAreNumberedFromOne) {
  TestClient client(server_.server_address(), SOCK_DGRAM);
  EXPECT_EQ(ask(client, "spam"), "1 spam");
  EXPECT_EQ(ask(client, "eggs"), "2 eggs");
  EXPECT_EQ(ask(client, ""), "3 ");
}

TEST_F(NumberedDatagramsTest, EachClientHasNumbersOfItsOwn) {
  TestClient one(server_.server_address(), SOCK_DGRAM);
  TestClient other(server_.server_address(), SOCK_DGRAM);
  EXPECT_EQ(ask(one, "a"), "1 a");
  EXPECT_EQ(ask(other, "b"), "1 b");
  EXPECT_EQ(ask(one, "c"), "2 c");
  EXPECT_EQ(ask(other, "d"), "2 d");
}

}  // namespace
}  // namespace socketserver
