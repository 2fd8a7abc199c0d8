// request_ended: once for each request, with all three models.

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <atomic>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Counts, from whatever thread it is told.
template <typename Base>
class EndCounter : public Silent<Base> {
 public:
  using Silent<Base>::Silent;
  std::atomic<int> ended = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> seen = 0;

 protected:
  bool verify_request(const Request& /*request*/,
                      const Address& /*client*/) override {
    const int number = ++seen;
    if (number % 10 == 0) {
      ++refused;
      return false;
    }
    if (number % 10 == 5) {
      ++refused;  // Let through is who was.
      throw std::runtime_error("verify_request");
    }
    return true;
  }
  void shutdown_request(Request& request) override {
    Silent<Base>::shutdown_request(request);
    if (seen % 7 == 0) {
      throw std::runtime_error("shutdown_request");
    }
  }
  void close_request(Request& request) override {
    Silent<Base>::close_request(request);
    if (seen % 11 == 0) {
      throw std::runtime_error("close_request");
    }
  }
  void request_ended(const Address& /*client*/) noexcept override { ++ended; }
};

template <typename Server>
class RequestEndedTest : public testing::Test {};

using AllCounting = testing::Types<EndCounter<UnixStreamServer>,
                                   ThreadingMixIn<EndCounter<UnixStreamServer>>,
                                   ForkingMixIn<EndCounter<UnixStreamServer>>>;
TYPED_TEST_SUITE(RequestEndedTest, AllCounting);

TYPED_TEST(RequestEndedTest, IsCalledOnceForEachWhateverTheHandlersThrow) {
  std::atomic<int> number = 0;
  TypeParam server(Address::unix_path(""),
                   handled_with([&](FunctionHandler& handler) {
                     switch (++number % 5) {
                       case 0:
                         throw std::runtime_error("0");
                       case 1:
                         throw 1;
                       case 2:
                         handler.connection.close();
                         break;
                       case 3: {
                         const Request gone = std::move(handler.request);
                         break;
                       }
                       default:
                         handler.wfile.write("hello\n");
                     }
                   }));
  constexpr int kRequests = 10'000;
  std::jthread serving([&] { server.serve_forever(); });
  server.wait_for_run(1);
  for (int i = 0; i < kRequests; ++i) {
    Client(server.server_address()).read_all();
  }
  server.server_close();
  EXPECT_EQ(server.seen, kRequests);
  EXPECT_EQ(server.ended, kRequests - server.refused);
}

// A child that closes the server knows its siblings only by number. Red: it
// collects them, finds none, and calls it for each.
TEST(RequestEndedTestFailure, NorInAChildForItsSiblings) {
  using Server = EndCounter<TCPServer>;
  ForkingMixIn<Server> server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        if (handler.rfile.readline() == "close\n") {
          handler.server.server_close();
          const int ended = dynamic_cast<Server&>(handler.server).ended;
          handler.wfile.write(std::to_string(ended));
        }
      }));
  const ServeInBackground serving(server);
  Client sibling(server.server_address());
  proc::wait_until([&] { return server.active_children().size() == 1; });
  Client client(server.server_address());
  client.send("close\n");
  EXPECT_EQ(client.read_all(), "0");
  sibling.send("\n");
  EXPECT_EQ(sibling.read_all(), "");
}

// There can be no other thread: then it is over at once.
TEST(RequestEndedTestFailure, AlsoIfNobodyCouldServeIt) {
  constexpr std::size_t kMoreThanThereIs = std::size_t{1} << 46;
  ThreadingMixIn<EndCounter<TCPServer>> server(
      ThreadingOptions{.stack_size = kMoreThanThereIs}, kAnyPort, hello());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(server.ended, 1);
}

}  // namespace
}  // namespace socketserver
