// cut_off_requests, with all three models.

#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <unistd.h>

#include <semaphore>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

template <typename Server>
constexpr bool kForks = requires(Server& server) {
  server.collect_children();
};

template <typename Server>
class CutOffTest : public testing::Test {};

using AllModels =
    testing::Types<Silent<TCPServer>, ThreadingMixIn<Silent<TCPServer>>,
                   ForkingMixIn<Silent<TCPServer>>>;
TYPED_TEST_SUITE(CutOffTest, AllModels);

// A silent client holds a handler, and with it whoever closes the server, until
// another thread cuts it off. Red: cut_off_requests does nothing, and Bazel's
// time-out ends the test.
TYPED_TEST(CutOffTest, FreesTheServerFromASilentClient) {
  const auto descriptors = proc::descriptors(::getpid()).size();
  for (int round = 0; round < rounds(200); ++round) {
    std::binary_semaphore waiting(0);
    TypeParam server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                       waiting.release();
                       handler.rfile.readline();
                     }));
    std::jthread serving([&] { server.serve_forever(); });
    server.wait_for_run(1);
    Client client(server.server_address());
    if constexpr (kForks<TypeParam>) {
      proc::wait_until([&] { return !server.active_children().empty(); });
    } else {
      waiting.acquire();
    }
    std::jthread closing([&] { server.server_close(); });
    server.cut_off_requests();
    EXPECT_EQ(client.read_all(), "");
  }
  EXPECT_EQ(proc::descriptors(::getpid()).size(), descriptors);
}

// A handler that cuts off, cuts off the others.
TEST(CutOffTestOwn, ButNotTheCallersOwn) {
  std::binary_semaphore waiting(0);
  ThreadingMixIn<Silent<TCPServer>> server(
      kAnyPort, handled_with([&](FunctionHandler& handler) {
        if (handler.rfile.readline() == "cut\n") {
          handler.server.cut_off_requests();
        } else {
          waiting.release();
          handler.rfile.readline();
        }
        handler.wfile.write("done\n");
      }));
  const ServeInBackground serving(server);
  Client other(server.server_address());
  other.send("wait\n");
  waiting.acquire();
  Client own(server.server_address());
  own.send("cut\n");
  EXPECT_EQ(own.read_all(), "done\n");
  EXPECT_EQ(other.read_all(), "");
}

// Red: the request of the calling thread is cut off as well.
TEST(CutOffTestOwn, NorASequentialServersOnlyOne) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                     handler.server.cut_off_requests();
                     handler.wfile.write("done\n");
                   }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "done\n");
}

// Red: a child kills its siblings, which are its parent's.
TEST(CutOffTestOwn, NorAChildsSiblings) {
  ForkingMixIn<Silent<TCPServer>> server(
      kAnyPort, handled_with([&](FunctionHandler& handler) {
        if (handler.rfile.readline() == "cut\n") {
          handler.server.cut_off_requests();
        }
        handler.wfile.write("done\n");
      }));
  const ServeInBackground serving(server);
  Client other(server.server_address());
  proc::wait_until([&] { return server.active_children().size() == 1; });
  EXPECT_EQ(Client(server.server_address()).exchange("cut\n"), "done\n");
  EXPECT_EQ(other.exchange("go on\n"), "done\n");
}

}  // namespace
}  // namespace socketserver
