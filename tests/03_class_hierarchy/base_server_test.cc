#include "chapters/03_class_hierarchy/base_server.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(BaseServerTest, TwoRunsAtOnceAreAnError) {
  TCPServer server(kAnyPort, hello());
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
  EXPECT_THROW(server.serve_forever(), std::logic_error);
}

TEST(BaseServerTest, AClosedServerServesNobody) {
  TCPServer server(kAnyPort, hello());
  server.server_close();
  server.server_close();
  server.serve_forever();  // Both return at once.
  server.handle_request();
}

// An eventfd is shared across fork: without a look at the process, a child that
// calls shutdown would wake its parent up again and again.
TEST(BaseServerTest, AForkedChildCanNotDisturbItsParent) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    int wake_ups = 0;

   protected:
    void service_actions() override { ++wake_ups; }
  };
  Server server(kAnyPort, handled_with([](FunctionHandler& handler) {
                  const pid_t child = ::fork();
                  if (child == 0) {
                    handler.server.shutdown();
                    ::_exit(0);
                  }
                  ::waitpid(child, nullptr, 0);
                  handler.wfile.write("still here\n");
                }));
  {
    const ServeInBackground serving(server);
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(Client(server.server_address()).read_all(), "still here\n");
    }
  }
  EXPECT_LE(server.wake_ups, 2);
}

// A server that was made before a fork and serves in the child: the parent's
// wake-up is not the child's.
TEST(BaseServerTest, AChildThatServesHasAWakeUpOfItsOwn) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    int wake_ups = 0;

   protected:
    void service_actions() override { ++wake_ups; }
  };
  Server server(kAnyPort, handled_with([](FunctionHandler& handler) {
                  handler.server.shutdown();
                }));
  const pid_t child = ::fork();
  if (child == 0) {
    server.serve_forever();
    ::_exit(server.wake_ups);
  }
  proc::wait_until([child] { return proc::status(child, "State") == "S"; });
  for (int i = 0; i < 20; ++i) {
    const ServeInBackground serving(server);
  }
  const Client last(server.server_address());
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 1) << "woken up by more than its one client";
}

// A socket that doesn't listen is always ready, and accept always fails.
TEST(BaseServerTest, AServerThatDoesNotListenSaysSoOnce) {
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
  Server server(kAnyPort, nullptr, {.bind_and_activate = false});
  const ServeInBackground serving(server);
  proc::wait_until([&] { return server.wake_ups >= 5; });
  EXPECT_EQ(server.told, 1);
}

// Whoever has a thread of his own serve can wait until it does.
TEST(BaseServerTest, ARunCanBeWaitedFor) {
  TCPServer server(kAnyPort, hello());
  for (int run = 0; run < 100; ++run) {
    const unsigned number = server.runs() + 1;
    const std::jthread thread([&server] { server.serve_forever(); });
    server.wait_for_run(number);
    server.shutdown();  // Or the thread, and this test, would never end.
  }
}

// A hook may close the server, and what is opened then gets the listener's
// number. Red: no update(false) in stop_serving.
TEST(BaseServerTest, WhatGetsTheNumberOfTheListenerCanBeWatched) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;

   protected:
    bool verify_request(const Request& /*request*/,
                        const Address& /*client*/) override {
      const int number = fileno();
      server_close();
      const UniqueFd reused(::dup(STDIN_FILENO));
      EXPECT_EQ(reused.get(), number);
      EXPECT_NO_THROW(watch(reused.get(), kEventRead));
      EXPECT_NO_THROW(unwatch(reused.get()));
      return true;
    }
  };
  Server server(kAnyPort, hello());
  Client client(server.server_address());
  server.serve_forever();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// Once server_close has stopped the loop, the selector is the closing thread's,
// though another calls handle_request again and again. Red, by ThreadSanitizer:
// a Loop that watches its wake-up although it has been stopped.
TEST(BaseServerTest, ClosingMeetsRunsThatBegin) {
  class Server : public TCPServer {
   public:
    explicit Server(RequestHandlerClass handler)
        : TCPServer(kAnyPort, std::move(handler)) {
      watch(doorbell_.fileno(), kEventRead);
    }
    void server_close() override {
      TCPServer::server_close();
      for (const unsigned begun = runs(); runs() < begun + 100;) {
        unwatch(doorbell_.fileno());
        watch(doorbell_.fileno(), kEventRead);
      }
    }

   private:
    Wakeup doorbell_;
  };
  std::atomic<bool> done = false;
  Server server(nullptr);
  const unsigned number = server.runs() + 1;
  const std::jthread serving([&] {
    while (!done) {
      server.handle_request();
    }
  });
  server.wait_for_run(number);
  server.server_close();
  done = true;
}

// Red: no clear() in wait_for_request.
TEST(BaseServerTest, AWakeUpWakesTheLoopOnce) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    using TCPServer::wake;
    std::atomic<int> wake_ups = 0;

   protected:
    void service_actions() override { ++wake_ups; }
  };
  constexpr int kTimes = 3;
  Server server(kAnyPort, nullptr);
  const ServeInBackground serving(server);
  for (int i = 0; i < kTimes; ++i) {
    server.wake();
    proc::wait_until([&] { return server.wake_ups > i; });
  }
  EXPECT_EQ(server.wake_ups, kTimes);
}

// Once for what passes, however often the loop comes round.
TEST(BaseServerTest, ADerivedServerCanWaitForAMoment) {
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
  Server server(kAnyPort, nullptr);
  server.serve_forever();
  EXPECT_EQ(server.moments, 3);
}

TEST(BaseServerTest, TheListenerIsClosedOnExec) {
  const TCPServer server(kAnyPort, nullptr);
  EXPECT_NE(::fcntl(server.fileno(), F_GETFD) & FD_CLOEXEC, 0);
}

// Whoever overrides server_bind or server_activate calls both himself.
TEST(BaseServerTest, ADerivedServerBindRuns) {
  class Server : public TCPServer {
   public:
    explicit Server(RequestHandlerClass handler)
        : TCPServer(kAnyPort, std::move(handler),
                    {.bind_and_activate = false}) {
      bind_and_activate();
    }
    void server_bind() override {
      TCPServer::server_bind();
      bound = true;
    }
    bool bound = false;
  };
  Server server(hello());
  EXPECT_TRUE(server.bound);
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// What chapter 04 builds on: a descriptor of one's own in the loop, and no
// request while there is no room.
TEST(BaseServerTest, ADerivedServerCanWaitForMoreThanClients) {
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

}  // namespace
}  // namespace socketserver
