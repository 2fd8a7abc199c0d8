#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/exercises/04_logging_mix_in/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <sys/socket.h>

#include <algorithm>
#include <cstddef>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

template <typename Base>
class HelloHandler : public Base {
 public:
  using Base::Base;
  void handle() override { this->wfile.write("hello\n"); }
};

// Several clients call at once; each that has its answer is in the log.
template <typename LoggingServer, typename Handler, typename Caller>
void expect_logged() {
  constexpr std::size_t kClients = 8;
  LoggingServer server(kAnyPort, handled_by<HelloHandler<Handler>>());
  const ServeInBackground serving(server);
  std::vector<Caller> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.emplace_back(server.server_address()).send("");
  }
  std::vector<std::string> expected;
  for (Caller& client : clients) {
    EXPECT_EQ(client.receive(), "hello\n");
    expected.push_back(client.address().to_string());
  }
  std::vector<std::string> log = server.log();
  std::sort(log.begin(), log.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(log, expected);
}

TEST(LoggingMixInTest, LogsTheClientsOfATCPServer) {
  expect_logged<LoggingMixIn<TCPServer>, StreamRequestHandler, Client>();
}

TEST(LoggingMixInTest, LogsTheClientsOfAUDPServer) {
  expect_logged<LoggingMixIn<UDPServer>, DatagramRequestHandler,
                DatagramClient>();
}

TEST(LoggingMixInTest, LogsTheClientsOfAThreadingTCPServer) {
  using Composed = ThreadingMixIn<LoggingMixIn<TCPServer>>;
  expect_logged<Composed, StreamRequestHandler, Client>();
}

TEST(LoggingMixInTest, LogsTheClientsOfAThreadingUDPServer) {
  using Composed = ThreadingMixIn<LoggingMixIn<UDPServer>>;
  expect_logged<Composed, DatagramRequestHandler, DatagramClient>();
}

// Without a lock, ThreadSanitizer sees a race here.
TEST(LoggingMixInTest, TheLogCanBeReadWhileThreadsServe) {
  constexpr std::size_t kClients = 20;
  ThreadingMixIn<LoggingMixIn<TCPServer>> server(
      kAnyPort, handled_by<HelloHandler<StreamRequestHandler>>());
  const ServeInBackground serving(server);
  std::size_t longest = 0;
  std::jthread reading([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      longest = std::max(longest, server.log().size());
      std::this_thread::yield();
    }
  });
  for (std::size_t i = 0; i < kClients; ++i) {
    EXPECT_EQ(Client(server.server_address()).read_all(), "hello\n");
  }
  reading.request_stop();
  reading.join();
  EXPECT_LE(longest, kClients);
  EXPECT_EQ(server.log().size(), kClients);
}

}  // namespace
}  // namespace socketserver
