// What a derived class can ask of the loop.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The loop waits for whatever can be waited for, and says for what.
TEST(ServerLoopTest, TellsWhatHasHappenedToAWatchedDescriptor) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {}
    void look_at(int fd, unsigned events) { watch(fd, events); }
    std::vector<std::pair<int, unsigned>> seen;

   protected:
    void descriptor_ready(int fd, unsigned events) override {
      seen.emplace_back(fd, events);
      unwatch(fd);
      shutdown();
    }
  };
  const SocketPair pair;
  const int fd = pair.left.get();
  ASSERT_EQ(::send(pair.right.get(), "x", 1, MSG_NOSIGNAL), 1);
  for (const unsigned events :
       {kEventRead, kEventWrite, kEventRead | kEventWrite}) {
    Server server;
    server.look_at(fd, events);
    server.serve_forever();
    EXPECT_EQ(server.seen,
              (std::vector<std::pair<int, unsigned>>{{fd, events}}));
  }
}

// Red: the selector keeps watching the listener of the run before.
TEST(ServerLoopTest, TheListenerMayBeAnotherOneInTheNextRun) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {}
    [[nodiscard]] int fileno() const override {
      return moved ? other_.get() : TCPServer::fileno();
    }
    bool moved = false;

   private:
    UniqueFd other_ = listen_on(kAnyPort, SOCK_NONBLOCK);
  };
  Server server;
  for (const bool moved : {false, true}) {
    server.moved = moved;
    Client client(Address::getsockname(server.fileno()));
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
  }
}

// What chapter 04 builds on: a descriptor of one's own in the loop, and no
// request while there is no room.
TEST(ServerLoopTest, ADerivedServerCanWaitForMoreThanClients) {
  class Server : public TCPServer {
   public:
    Server(const Wakeup& doorbell, RequestHandlerClass handler)
        : TCPServer(kAnyPort, std::move(handler)), doorbell_(doorbell) {
      watch(doorbell_.fileno(), kEventRead);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server() override { unwatch(doorbell_.fileno()); }
    [[nodiscard]] bool has_room() const noexcept override { return open_; }

   protected:
    void descriptor_ready(int fd, unsigned /*events*/) override {
      EXPECT_EQ(fd, doorbell_.fileno());
      doorbell_.clear();
      open_ = true;
    }

   private:
    const Wakeup& doorbell_;
    bool open_ = false;
  };
  const Wakeup doorbell;
  Server server(doorbell, hello());
  Client client(server.server_address());
  std::jthread ringer([&] {
    EXPECT_FALSE(client.readable());
    doorbell.notify();
  });
  server.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// Once for what passes, however often the loop comes round.
TEST(ServerLoopTest, ADerivedServerCanWaitForAMoment) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    int moments = 0;

   protected:
    [[nodiscard]] Deadline next_deadline() const noexcept override {
      return next_;
    }
    void deadline_passed() override {
      EXPECT_TRUE(next_.passed());
      next_ = Deadline(std::chrono::milliseconds(1));
      if (++moments == 3) {
        shutdown();
      }
    }

   private:
    Deadline next_{std::chrono::milliseconds(1)};
  };
  Server server(kAnyPort, hello());
  server.serve_forever();
  EXPECT_EQ(server.moments, 3);
}

// Another thread may have changed what next_deadline() says. Red: a wake() that
// does nothing, and Bazel's time-out ends the test.
TEST(ServerLoopTest, AsksAgainWhenWoken) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {}
    void end_soon() {
      due_ = true;
      wake();
    }

   protected:
    [[nodiscard]] Deadline next_deadline() const noexcept override {
      return due_ ? Deadline(nanoseconds::zero()) : Deadline();
    }
    void deadline_passed() override { shutdown(); }

   private:
    std::atomic<bool> due_ = false;
  };
  Server server;
  std::atomic<pid_t> thread = 0;
  std::jthread serving([&] {
    thread = ::gettid();
    server.serve_forever();
  });
  server.wait_for_run(1);
  proc::wait_until(
      [&] { return proc::status(thread, "State").starts_with("S"); });
  server.end_soon();
}

// Red: no clear() in wait_for_request.
TEST(ServerLoopTest, AWakeUpWakesTheLoopOnce) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    using TCPServer::wake;
    std::atomic<int> wake_ups = 0;

   protected:
    void service_actions() override { ++wake_ups; }
  };
  constexpr int kTimes = 3;
  Server server(kAnyPort, hello());
  const ServeInBackground serving(server);
  for (int i = 0; i < kTimes; ++i) {
    server.wake();
    proc::wait_until([&] { return server.wake_ups > i; });
  }
  EXPECT_EQ(server.wake_ups, kTimes);
}

// A socket that doesn't listen is always ready, and accept always fails.
TEST(ServerLoopTest, AServerThatDoesNotListenSaysSoOnce) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    std::atomic<int> told = 0;
    std::atomic<int> wake_ups = 0;

   protected:
    void handle_accept_error(const std::system_error& error) override {
      ++told;
      EXPECT_EQ(error.code(), std::errc::invalid_argument);
    }
    void service_actions() override { ++wake_ups; }
  };
  Server server(kAnyPort, hello(), {.bind_and_activate = false});
  const ServeInBackground serving(server);
  proc::wait_until([&] { return server.wake_ups >= 5; });
  EXPECT_EQ(server.told, 1);
}

}  // namespace
}  // namespace socketserver
