// Who runs the loop, and who ends it: threads, hooks, forked children.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(RunTest, TwoRunsAtOnceAreAnError) {
  TCPServer server(kAnyPort, hello());
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
  EXPECT_THROW(server.serve_forever(), std::logic_error);
}

TEST(RunTest, AClosedServerServesNobody) {
  TCPServer server(kAnyPort, hello());
  server.server_close();
  server.server_close();
  server.serve_forever();  // Both return at once.
  server.handle_request();
}

// Whoever has a thread of his own serve can wait until it does.
TEST(RunTest, ARunCanBeWaitedFor) {
  TCPServer server(kAnyPort, hello());
  for (int run = 0; run < 100; ++run) {
    const unsigned number = server.runs() + 1;
    const std::jthread thread([&server] { server.serve_forever(); });
    server.wait_for_run(number);
    server.shutdown();  // Or the thread, and this test, would never end.
  }
}

// Nobody begins to serve a server that is closed. Red: whoever waits for a run
// looks for runs only.
TEST(RunTest, TheCloseEndsTheWaitForARun) {
  TCPServer server(kAnyPort, hello());
  std::jthread waiting([&server] { server.wait_for_run(1); });
  server.server_close();
  waiting.join();
  server.wait_for_run(1);
}

// Red: shutdown waits for the next run, too, which nobody ends.
TEST(RunTest, ShutdownWaitsForTheRunThatItEnds) {
  TCPServer server(kAnyPort, hello());
  std::atomic<bool> done = false;
  const std::jthread serving([&] {
    while (!done) {
      server.serve_forever();
    }
  });
  const int number_of_runs = rounds(500);
  for (int run = 1; run <= number_of_runs; ++run) {
    server.wait_for_run(static_cast<unsigned>(run));
    done = run == number_of_runs;
    server.shutdown();
  }
}

// A hook may close the server, and what is opened then gets the listener's
// number. Red: no update(false) in stop_serving.
TEST(RunTest, WhatGetsTheNumberOfTheListenerCanBeWatched) {
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
TEST(RunTest, ClosingMeetsRunsThatBegin) {
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
  Server server(hello());
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

// An eventfd is shared across fork: without a look at the process, a child that
// calls shutdown would wake its parent up again and again.
TEST(RunTest, AForkedChildCanNotDisturbItsParent) {
  TurnCounter<TCPServer> server(kAnyPort,
                                handled_with([](FunctionHandler& handler) {
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
  EXPECT_LE(server.turns, 2);
}

// A server that was made before a fork and serves in the child: the parent's
// wake-up is not the child's.
TEST(RunTest, AChildThatServesHasAWakeUpOfItsOwn) {
  TurnCounter<TCPServer> server(kAnyPort,
                                handled_with([](FunctionHandler& handler) {
                                  handler.server.shutdown();
                                }));
  const pid_t child = ::fork();
  if (child == 0) {
    server.serve_forever();
    ::_exit(server.turns);
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

}  // namespace
}  // namespace socketserver
