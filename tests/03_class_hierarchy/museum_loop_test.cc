// The bug museum, how the loop waits and ends: bugs that socketserver has or
// once had, and the guarantee that stands against each. A comment names the
// one-line change of ours that would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/signal_storm.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// A connection that is there when shutdown is called is not served any more; it
// is reset when the server closes. Red: no look at run.stopped() after the
// wait.
TEST(MuseumLoopTest, B4NoRequestIsServedAfterShutdown) {
  // has_room is what the loop asks last before it waits: here a client arrives,
  // and shutdown is called, before the next wait begins.
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    std::unique_ptr<Client> late;

   protected:
    [[nodiscard]] bool has_room() const noexcept override {
      auto& self = const_cast<Server&>(*this);
      self.late = std::make_unique<Client>(server_address());
      self.shutdown();
      return true;
    }
  };
  int served = 0;
  Server server(kAnyPort,
                handled_with([&served](FunctionHandler&) { ++served; }));
  server.serve_forever();
  EXPECT_EQ(served, 0);
  server.server_close();
  try {
    server.late->read_all();
    FAIL() << "served, or forgotten";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::connection_reset);
  }
}

// Shutting down takes no poll interval, since the loop is woken up. Red: no
// notify() in RunState; Bazel's time-out then ends this test.
TEST(MuseumLoopTest, B5ShutdownDoesNotWaitForTheInterval) {
  TCPServer server(kAnyPort, hello());
  for (int i = 0; i < 200; ++i) {
    std::jthread thread([&server] { server.serve_forever(hours(1)); });
    EXPECT_TRUE(says_hello(server));
    server.shutdown();
  }
}

// Calling it from a handler of the serving thread must not wait for that very
// thread. Red: no comparison of thread ids in RunState.
TEST(MuseumLoopTest, B6ShutdownFromAHandlerReturnsAtOnce) {
  bool returned = false;
  TCPServer server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                     handler.server.shutdown();
                     returned = true;
                   }));
  const Client client(server.server_address());
  server.serve_forever();
  EXPECT_TRUE(returned);
}

// Red: waiting in RunState also without a run.
TEST(MuseumLoopTest, B7ShutdownBeforeServeForeverIsRemembered) {
  TCPServer server(kAnyPort, hello());
  server.shutdown();
  server.shutdown();
  server.serve_forever();
}

// Red: latching in RunState whatever the phase.
TEST(MuseumLoopTest, B8ShutdownAfterTheEndDoesNotPoisonTheNextRun) {
  TCPServer server(kAnyPort, hello());
  for (int run = 0; run < 3; ++run) {
    {
      const ServeInBackground serving(server);
      EXPECT_TRUE(says_hello(server));
    }
    server.shutdown();
    server.shutdown();
  }
}

// CPythonTest.Shutdown does it a thousand times with one thread; here several
// ask at once. Red: a shutdown that doesn't latch.
TEST(MuseumLoopTest, B9ShutdownRacesTheStart) {
  for (int i = 0; i < 100; ++i) {
    TCPServer server(kAnyPort, hello());
    std::latch begin(3);
    std::jthread serving([&] {
      begin.arrive_and_wait();
      server.serve_forever();
    });
    std::jthread other([&] {
      begin.arrive_and_wait();
      server.shutdown();
    });
    begin.arrive_and_wait();
    server.shutdown();
  }
}

// Red: the whole time-out again after each EINTR in PollSelector.
TEST(MuseumLoopTest, B10SignalsNeitherEndAWaitNorProlongIt) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_timeout() override { ++timeouts; }
    int timeouts = 0;
  };
  Server server(kAnyPort, hello(), {.timeout = milliseconds(200)});
  const SignalStorm storm;
  const auto begin = Clock::now();
  server.handle_request();
  EXPECT_GE(Clock::now() - begin, milliseconds(200));
  EXPECT_EQ(server.timeouts, 1);
}

// Red: no look_away() in accept_failed.
TEST(MuseumLoopTest, B11OutOfDescriptorsItRestsAndRecovers) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_accept_error(const std::system_error& error) override {
      ++told;
      EXPECT_EQ(error.code(), std::errc::too_many_files_open);
    }
    void service_actions() override { ++wake_ups; }
    std::atomic<int> told = 0;
    std::atomic<int> wake_ups = 0;
  };
  Server server(kAnyPort, hello());
  const ServeInBackground serving(server);
  EXPECT_TRUE(says_hello(server));
  proc::wait_until([] { return proc::sockets(::getpid()).size() == 1; });
  const int free_fd = ::dup(STDIN_FILENO);
  ::close(free_fd);
  // One more number for the client here, and none for the server.
  const std::size_t before = proc::limit_descriptors(
      ::getpid(), static_cast<std::size_t>(free_fd) + 1);
  Client waiting(server.server_address());
  proc::wait_until([&] { return server.told > 0; });
  const int wake_ups = server.wake_ups;
  EXPECT_FALSE(waiting.readable(milliseconds(500)));
  EXPECT_LE(server.wake_ups - wake_ups, 50) << "it spins";
  EXPECT_EQ(server.told, 1);
  proc::limit_descriptors(::getpid(), before);
  EXPECT_EQ(waiting.read_all(), "hello world\n");
}

// The loop ends before the descriptor is closed, so that it never polls a
// number that belongs to somebody else meanwhile. Red: no stop_serving() in
// server_close.
TEST(MuseumLoopTest, B12ClosingStopsTheLoopFirst) {
  TCPServer server(kAnyPort, hello());
  std::jthread thread([&server] { server.serve_forever(); });
  EXPECT_TRUE(says_hello(server));
  server.server_close();
  EXPECT_EQ(server.fileno(), -1);
  thread.join();
}

TEST(MuseumLoopTest, B12ClosingFromAHandler) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                     handler.server.server_close();
                     handler.wfile.write("closed\n");
                   }));
  Client client(server.server_address());
  server.serve_forever();
  EXPECT_EQ(client.read_all(), "closed\n");
}

// A server listens as soon as it has been made; who comes before the loop runs
// is served when it does. Red: server_activate in serve_forever.
TEST(MuseumLoopTest, B46AClientMayComeBeforeTheLoop) {
  TCPServer server(kAnyPort, hello());
  Client early(server.server_address());
  const ServeInBackground serving(server);
  EXPECT_EQ(early.read_all(), "hello world\n");
}

}  // namespace
}  // namespace socketserver
