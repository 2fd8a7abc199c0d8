// server_close, from the handlers of a threading server and from their
// children.

#include "chapters/04_mixins/request_threads.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <latch>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Of two handlers that both close, neither waits for the other's rest. Red:
// whoever waited first sees only that the second has left.
TEST(ClosingTest, TwoHandlersWaitForOneAnotherNoLongerThanTheyMust) {
  std::atomic<pid_t> first = 0;
  std::latch first_has_closed(1);
  ThreadingTCPServer server(
      kAnyPort, handled_with([&](FunctionHandler& handler) {
        if (handler.rfile.readline() == "first\n") {
          first = ::gettid();
          handler.server.server_close();
          first_has_closed.count_down();
        } else {
          proc::wait_until([&] {
            return first != 0 && proc::status(first, "State").starts_with("S");
          });
          handler.server.server_close();
          first_has_closed.wait();
        }
        handler.wfile.write("closed\n");
      }));
  Client one(server.server_address());
  Client other(server.server_address());
  server.handle_request();
  server.handle_request();
  one.send("first\n");
  other.send("second\n");
  EXPECT_EQ(one.read_all(), "closed\n");
  EXPECT_EQ(other.read_all(), "closed\n");
}

// The threads of a forked child are its parent's. Red: it waits for them, for
// ever, or cuts their clients off.
TEST(ClosingTest, AForkedChildNeitherWaitsForTheThreadsNorCutsThemOff) {
  std::latch waiting(1);
  ThreadingTCPServer server(ThreadingOptions{.daemon_threads = true}, kAnyPort,
                            handled_with([&](FunctionHandler& handler) {
                              if (handler.rfile.readline() == "fork\n") {
                                const pid_t child = ::fork();
                                if (child == 0) {
                                  handler.server.server_close();
                                  ::_exit(0);
                                }
                                int status = 0;
                                EXPECT_EQ(::waitpid(child, &status, 0), child);
                                EXPECT_EQ(status, 0);
                              } else {
                                waiting.count_down();
                                handler.rfile.readline();
                              }
                              handler.wfile.write("served\n");
                            }));
  Client other(server.server_address());
  other.send("wait\n");
  server.handle_request();
  waiting.wait();
  Client forking(server.server_address());
  forking.send("fork\n");
  server.handle_request();
  EXPECT_EQ(forking.read_all(), "served\n");
  other.send("\n");
  EXPECT_EQ(other.read_all(), "served\n");
}

}  // namespace
}  // namespace socketserver
