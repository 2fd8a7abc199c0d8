// What goes wrong around children: one is killed, one can't be forked, one has
// no pidfd, and Ctrl-C reaches them all. Each costs at the most its client.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A child that is killed ends its client's connection and nothing else.
TEST(ForkingFailuresTest, AKilledChildCostsItsClientOnly) {
  ForkingTCPServer server(kAnyPort, waits());
  const ServeInBackground serving(server);
  Client client(server.server_address());
  proc::wait_until([] { return proc::children(::getpid()).size() == 1; });
  ::kill(proc::children(::getpid())[0], SIGKILL);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(Client(server.server_address()).exchange("go\n"), "done\n");
}

// A terminal sends Ctrl-C to the children, too.
TEST(ForkingFailuresTest, CtrlCLetsEveryChildFinishItsAnswer) {
  constexpr std::size_t kClients = 4;
  StageProcess stage(environment("STAGE"),
                     {"--server", "ForkingTCPServer", "--port", "0",
                      "--work-ms", "300", "--quiet"});
  const Address address = stage.wait_until_serving();
  const auto clients = connect_all(address, kClients);
  proc::wait_until(
      [&] { return proc::children(stage.pid()).size() == kClients; });
  for (const pid_t child : proc::children(stage.pid())) {
    ::kill(child, SIGINT);
  }
  stage.send_signal(SIGINT);
  for (const auto& client : clients) {
    EXPECT_EQ(client->read_all(), "hello world\n");
  }
  EXPECT_EQ(stage.out().read_line(Deadline(StageProcess::kPatience)),
            "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

// Has `server` take a client when there is a descriptor for the connection and
// none for the child's pidfd.
void serve_without_a_pidfd(ForkingTCPServer& server) {
  const int next = check(::dup(STDIN_FILENO), "dup");
  ::close(next);
  const std::size_t before =
      proc::limit_descriptors(::getpid(), static_cast<std::size_t>(next) + 1);
  server.handle_request();
  proc::limit_descriptors(::getpid(), before);
  ASSERT_EQ(server.active_children().size(), 1U);
}

// Waits for the end of `pid`, and leaves it to be reaped.
void wait_for_zombie(pid_t pid) {
  siginfo_t ended{};
  check(::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT),
        "waitid");
}

// When there was no descriptor for its pidfd, a child is not lost. Red: no
// look_after_unwatched().
TEST(ForkingFailuresTest, TheNextRequestReapsAChildWithoutAPidfd) {
  ForkingTCPServer server(kAnyPort, waits());
  Client client(server.server_address());
  serve_without_a_pidfd(server);
  const auto first = server.active_children();
  EXPECT_EQ(client.exchange("go\n"), "done\n");
  wait_for_zombie(*first.begin());
  Client other(server.server_address());
  server.handle_request();
  EXPECT_EQ(server.active_children().size(), 1U);
  EXPECT_NE(server.active_children(), first);
  EXPECT_EQ(other.exchange("go\n"), "done\n");
}

// Nobody comes, and the child is seen off all the same. Red: no look in
// deadline_passed.
TEST(ForkingFailuresTest, AWaitForARequestReapsAChildWithoutAPidfd) {
  ForkingTCPServer server(kAnyPort, waits());
  Client client(server.server_address());
  serve_without_a_pidfd(server);
  EXPECT_EQ(client.exchange("go\n"), "done\n");
  const std::jthread waiting([&server] { server.handle_request(); });
  proc::wait_until([&server] { return server.active_children().empty(); });
  server.shutdown();
}

// Red: no collect_children() in handle_timeout.
TEST(ForkingFailuresTest, ATimeoutReapsAChildWithoutAPidfd) {
  ForkingTCPServer server(kAnyPort, waits(),
                          {.timeout = std::chrono::milliseconds(0)});
  Client client(server.server_address());
  serve_without_a_pidfd(server);
  EXPECT_EQ(client.exchange("go\n"), "done\n");
  wait_for_zombie(*server.active_children().begin());
  server.handle_request();  // Nobody comes.
  EXPECT_TRUE(server.active_children().empty());
}

// With room for no child nobody would ever be served. Red: no check, or one
// that comes after the path has been bound.
TEST(ForkingFailuresTest, RoomForNoChildIsRefused) {
  const TemporaryDirectory directory;
  EXPECT_THROW(ForkingUnixStreamServer(ForkingOptions{.max_children = 0},
                                       Address::unix_path(directory / "server"),
                                       hello()),
               std::invalid_argument);
  EXPECT_FALSE(std::filesystem::exists(directory / "server"));
}

// The hooks that reap are those of the base, too. Red: the base's first.
TEST(ForkingFailuresTest, AFailingHookOfTheBaseLeavesNoChild) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;

   protected:
    void descriptor_ready(int /*fd*/, unsigned /*events*/) override {
      throw std::runtime_error("descriptor_ready");
    }
    void service_actions() override {
      throw std::runtime_error("service_actions");
    }
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {}
  };
  ForkingMixIn<Server> server(kAnyPort, hello());
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
  proc::wait_until([] { return proc::children(::getpid()).empty(); });
}

}  // namespace
}  // namespace socketserver
