// ThreadingMixIn with daemon_threads: what server_close cuts off, and what it
// doesn't.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <latch>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(DaemonThreadsTest, TheyAreCutOff) {
  std::string read = "nothing";
  std::latch begun(1);
  ThreadingTCPServer server(ThreadingOptions{.daemon_threads = true}, kAnyPort,
                            handled_with([&](FunctionHandler& handler) {
                              begun.count_down();
                              read = handler.rfile.readline();
                            }));
  Client idle(server.server_address());
  server.handle_request();
  begun.wait();
  server.server_close();
  EXPECT_EQ(read, "");
  EXPECT_EQ(idle.read_all(), "");
}

TEST(DaemonThreadsTest, OneMayCloseItsConnectionItself) {
  std::latch closed(1);
  std::latch go_on(1);
  ThreadingTCPServer server(ThreadingOptions{.daemon_threads = true}, kAnyPort,
                            handled_with([&](FunctionHandler& handler) {
                              handler.request = Stream();
                              closed.count_down();
                              go_on.wait();
                            }));
  Client client(server.server_address());
  server.handle_request();
  closed.wait();
  std::jthread closing([&] { server.server_close(); });
  EXPECT_EQ(client.read_all(), "");  // Although a thread still has it.
  go_on.count_down();
}

TEST(DaemonThreadsTest, OneThatClosesTheServerCanStillAnswer) {
  ThreadingTCPServer server(ThreadingOptions{.daemon_threads = true}, kAnyPort,
                            handled_with([](FunctionHandler& handler) {
                              handler.server.server_close();
                              handler.wfile.write("closed\n");
                            }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "closed\n");
}

}  // namespace
}  // namespace socketserver
