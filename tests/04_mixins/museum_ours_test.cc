// The bug museum, our own faults: what went wrong around threads and children
// in these chapters themselves, and the guarantee that stands against each now.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// With a thread for each answer, too, those to a client that never reads end.
// Red: no deadline in DatagramRequestHandler::finish().
TEST(MuseumOursTest, O2AnswersToAClientThatNeverReadsEnd) {
  ThreadingUnixDatagramServer server(Address::unix_path(""),
                                     handled_by<EchoDatagram>());
  DatagramClient deaf(server.server_address());
  const Address name = Address::getsockname(deaf.fileno());
  while (::sendto(server.fileno(), "", 0, MSG_DONTWAIT, name.data(),
                  name.size()) == 0) {
  }
  for (int i = 0; i < 50; ++i) {
    deaf.send("hear me");
    server.handle_request();
  }
  const std::int64_t ticks = proc::cpu_ticks(::getpid());
  server.server_close();  // Waits for all of them.
  EXPECT_LT(proc::cpu_ticks(::getpid()) - ticks, 10);
}

// With one descriptor to spare there is none for a child's pidfd, and the child
// counts all the same. Red: has_room() counts those with a pidfd.
TEST(MuseumOursTest, O8ChildrenWithoutAPidfdCountToo) {
  constexpr std::size_t kMost = 3;
  ForkingTCPServer server(
      ForkingOptions{.max_children = kMost,
                     .timeout = std::chrono::milliseconds(1)},
      kAnyPort, waits());
  const auto clients = connect_all(server.server_address(), 2 * kMost);
  const int free_fd = check(::dup(STDIN_FILENO), "dup");
  ::close(free_fd);
  const std::size_t before = proc::limit_descriptors(
      ::getpid(), static_cast<std::size_t>(free_fd) + 1);
  for (std::size_t i = 0; i < 2 * kMost; ++i) {
    server.handle_request();
  }
  EXPECT_EQ(server.active_children().size(), kMost);
  proc::limit_descriptors(::getpid(), before);
  EXPECT_EQ(proc::children(::getpid()).size(), kMost);
  for (const pid_t child : server.active_children()) {
    ::kill(child, SIGKILL);  // They hold each other's clients open.
  }
}

// Where the system refuses pidfds, children are counted, and reaped though
// nobody calls. Red: no next_deadline() in ForkingMixIn.
void expect_all_served_and_reaped(const std::string& denied) {
  constexpr std::size_t kMost = 3;
  StageProcess stage(
      environment("HOSTILE"),
      {"--deny", denied, environment("STAGE"), "--server", "ForkingTCPServer",
       "--max-children", std::to_string(kMost), "--work-ms", "50", "--port",
       "0", "--quiet"});
  const Address server = stage.wait_until_serving();
  const auto clients = connect_all(server, 4 * kMost);
  std::size_t most = 0;
  for (const auto& client : clients) {
    while (!client->readable()) {
      most = std::max(most, proc::children(stage.pid()).size());
    }
    EXPECT_EQ(client->read_all(), "hello world\n");
  }
  EXPECT_LE(most, kMost);
  proc::wait_until([&] { return proc::children(stage.pid()).empty(); });
  stage.send_signal(SIGTERM);
  EXPECT_EQ(stage.wait(), 0);
}

TEST(MuseumOursTest, O8WithoutPidfdsChildrenAreCountedAndReaped) {
  for (const char* denied : {"pidfd_open=EPERM", "pidfd_open=ENOSYS"}) {
    expect_all_served_and_reaped(denied);
  }
}

}  // namespace
}  // namespace socketserver
