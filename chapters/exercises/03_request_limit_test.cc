#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/exercises/03_request_limit/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <sys/socket.h>

#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class HelloHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write("hello\n"); }
};

// What a client gets that calls from `host`: all of 127/8 is this machine.
std::string ask_from(const std::string& host, const LimitingServer& server) {
  Client client(server.server_address(), Address::ipv4(host, 0));
  return client.read_all();
}

TEST(RequestLimitTest, EachHostIsServedSoManyTimes) {
  LimitingServer server(kAnyPort, handled_by<HelloHandler>(), 2);
  const ServeInBackground serving(server);
  EXPECT_EQ(ask_from("127.0.0.1", server), "hello\n");
  EXPECT_EQ(ask_from("127.0.0.1", server), "hello\n");
  EXPECT_EQ(ask_from("127.0.0.1", server), "");
  EXPECT_EQ(ask_from("127.0.0.2", server), "hello\n");
  EXPECT_EQ(ask_from("127.0.0.1", server), "");
  EXPECT_EQ(ask_from("127.0.0.2", server), "hello\n");
  EXPECT_EQ(ask_from("127.0.0.2", server), "");
}

TEST(RequestLimitTest, ALimitOfNoneRefusesAll) {
  LimitingServer server(kAnyPort, handled_by<HelloHandler>(), 0);
  const ServeInBackground serving(server);
  EXPECT_EQ(ask_from("127.0.0.1", server), "");
}

}  // namespace
}  // namespace socketserver
