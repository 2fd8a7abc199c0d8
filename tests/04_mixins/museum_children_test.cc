// The bug museum, children: bugs that socketserver has or once had, and the
// guarantee that stands against each. A comment names the change of ours that
// would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/server_options.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <set>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

bool has_no_child() {
  return ::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD;
}

// Red: server_close doesn't collect.
TEST(MuseumChildrenTest, B3NoChildIsLeftAfterClose) {
  ForkingTCPServer server(kAnyPort, hello());
  for (int i = 0; i < 5; ++i) {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
  }
  server.server_close();
  EXPECT_TRUE(has_no_child());
}

// A child is reaped as soon as it ends, also while nobody comes: there is no
// interval that it could wait for. Red: no watch() of its pidfd.
TEST(MuseumChildrenTest, B13AChildIsReapedWhileTheServerIsIdle) {
  ForkingTCPServer server(kAnyPort, hello());
  const ServeInBackground serving(server);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
    proc::wait_until([] { return proc::children(::getpid()).empty(); });
  }
}

// Whoever serves by handle_request has no zombies either. Red: pidfds are
// watched in serve_forever only.
TEST(MuseumChildrenTest, B14HandleRequestReapsToo) {
  ForkingTCPServer server(kAnyPort, hello(),
                          {.timeout = std::chrono::milliseconds(0)});
  std::size_t most = 0;
  for (int i = 0; i < 60; ++i) {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
    most = std::max(most, proc::children(::getpid()).size());
  }
  EXPECT_LT(most, 20U);
  proc::wait_until([&] {
    server.handle_request();  // Nobody comes: it only looks after its children.
    return has_no_child();
  });
  EXPECT_TRUE(server.active_children().empty());
}

// Where the kernel reaps by itself, a child is forgotten all the same. Red:
// ChildProcess::reap takes an error for "not yet".
TEST(MuseumChildrenTest, B15ChildrenThatTheKernelReapsAreForgotten) {
  ::signal(SIGCHLD, SIG_IGN);
  {
    ForkingTCPServer server(ForkingOptions{.max_children = 1}, kAnyPort,
                            hello());
    const ServeInBackground serving(server);
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
    }
  }
  ::signal(SIGCHLD, SIG_DFL);
}

// A child that isn't the server's keeps its status for whoever waits for it.
// Red: waitpid(-1) anywhere.
TEST(MuseumChildrenTest, B16ForeignChildrenKeepTheirStatus) {
  constexpr int kStatus = 7;
  const pid_t foreign = ::fork();
  if (foreign == 0) {
    ::_exit(kStatus);
  }
  siginfo_t ended{};
  check(::waitid(P_PID, static_cast<id_t>(foreign), &ended, WEXITED | WNOWAIT),
        "waitid");
  ForkingTCPServer server(kAnyPort, waits());
  Client client(server.server_address());
  server.handle_request();
  server.collect_children();  // Its own is still at work.
  EXPECT_EQ(server.active_children().size(), 1U);
  EXPECT_EQ(client.exchange("go\n"), "done\n");
  server.server_close();
  int status = 0;
  EXPECT_EQ(::waitpid(foreign, &status, 0), foreign);
  EXPECT_EQ(WEXITSTATUS(status), kStatus);
}

// With as many children as there may be, clients wait in the queue; but the
// loop goes on, and can be stopped. Red: has_room waits for a child, or is not
// asked.
//
// It forks while there is no other thread: under AddressSanitizer a child could
// inherit the lock of the allocator from one, and never get it.
TEST(MuseumChildrenTest, B17AFullServerCanBeStoppedAndHasRoomAgain) {
  ForkingTCPServer server(
      ForkingOptions{.max_children = 2}, kAnyPort, waits(),
      ServerOptions{.timeout = std::chrono::milliseconds(0)});
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(std::make_unique<Client>(server.server_address()));
    server.handle_request();
  }
  const std::set<pid_t> full = server.active_children();
  EXPECT_EQ(full.size(), 2U);
  { const ServeInBackground serving(server); }  // Ends, though both wait on.
  EXPECT_EQ(server.active_children(), full);
  EXPECT_EQ(clients[0]->exchange("go\n"), "done\n");
  proc::wait_until([&] {
    server.handle_request();  // Reaps the first child, then has room.
    const std::set<pid_t> now = server.active_children();
    return now != full && now.size() == 2;
  });
  EXPECT_EQ(clients[2]->exchange("go\n"), "done\n");
  EXPECT_EQ(clients[1]->exchange("go\n"), "done\n");
}

[[noreturn]] void fork_twice_beside_a_thread() {
  {
    ForkingTCPServer server(kAnyPort, hello());
    const ServeInBackground serving(server);
    for (int i = 0; i < 2; ++i) {
      static_cast<void>(says_hello(server));
    }
  }
  std::_Exit(0);
}

// Red: no warning in fork_child; or one for every fork.
TEST(MuseumChildrenTest, B18ForkingBesideThreadsIsWarnedAboutOnce) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");  // A process of its own.
  EXPECT_EXIT(
      fork_twice_beside_a_thread(), testing::ExitedWithCode(0),
      "^fork: the process has other threads; locks that they hold now stay "
      "locked in the child\n$");
}

// A child that outlives a killed parent doesn't keep the port. Red: the child
// doesn't close the listener.
TEST(MuseumChildrenTest, B19AKilledParentLeavesThePortFree) {
  StageProcess parent(environment("STAGE"),
                      {"--server", "ForkingTCPServer", "--port", "0",
                       "--handler", "echo", "--quiet"});
  const Address address = parent.wait_until_serving();
  Client client(address);
  proc::wait_until([&] {
    const auto children = proc::children(parent.pid());
    return children.size() == 1 && proc::sockets(children[0]).size() == 1;
  });
  parent.send_signal(SIGKILL);
  EXPECT_EQ(parent.wait(), -SIGKILL);
  EXPECT_NO_THROW(TCPServer(address, hello()));
  EXPECT_EQ(client.exchange("still served"), "still served");
}

// The parent closes its descriptor, and leaves the goodbye to the child. Red:
// shutdown_request instead of close_request after the fork.
TEST(MuseumChildrenTest, B27TheParentDoesNotCutTheChildOff) {
  ForkingTCPServer server(kAnyPort, waits());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_FALSE(client.readable());
  EXPECT_EQ(client.exchange("go\n"), "done\n");
}

}  // namespace
}  // namespace socketserver
