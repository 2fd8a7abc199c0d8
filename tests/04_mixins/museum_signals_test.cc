// What signals make of the models: whoever has a request under way finishes it,
// and nobody is left behind.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/standard_streams.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/next_line.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::size_t kClients = 3;
constexpr int kTimedOut = 124;  // timeout's own exit status.
using Clients = std::vector<std::unique_ptr<Client>>;

class MuseumSignalsTest : public testing::TestWithParam<std::string> {
 protected:
  // The stage as leader of a group of its own, and clients of whom the first
  // is being served.
  void start(const std::string& work_ms) {
    stage_ = std::make_unique<StageProcess>(
        "/usr/bin/setsid", std::vector<std::string>{
                               environment("STAGE"), "--server", GetParam(),
                               "--port", "0", "--quiet", "--work-ms", work_ms});
    const Address server = stage_->wait_until_serving();
    const std::size_t served = GetParam() == "TCPServer" ? 1 : kClients;
    while (clients_.size() < served) {
      clients_.push_back(std::make_unique<Client>(server));
    }
    // A connection is the parent's until its child has it.
    const bool forks = GetParam() == "ForkingTCPServer";
    proc::wait_until([&] {
      return proc::children(stage_->pid()).size() == (forks ? served : 0) &&
             proc::sockets(stage_->pid()).size() == 1 + (forks ? 0 : served);
    });
  }

  void signal_group(int number) const { ::kill(-stage_->pid(), number); }

  [[nodiscard]] bool nobody_is_left() const {
    return ::kill(-stage_->pid(), 0) == -1;
  }

  std::unique_ptr<StageProcess> stage_;
  Clients clients_;
};

INSTANTIATE_TEST_SUITE_P(Models, MuseumSignalsTest,
                         testing::Values("TCPServer", "ThreadingTCPServer",
                                         "ForkingTCPServer"),
                         [](const auto& server) { return server.param; });

// systemd and `kill -- -PGID` signal the children, too.
TEST_P(MuseumSignalsTest, O10OneToTheGroupLetsAllFinish) {
  for (const int number : {SIGTERM, SIGINT}) {
    for (int round = 0; round < rounds(2); ++round) {
      start("100");
      signal_group(number);
      for (const auto& client : clients_) {
        EXPECT_EQ(client->read_all(), "hello world\n");
      }
      EXPECT_EQ(next_line(stage_->out()), "stopped");
      EXPECT_EQ(stage_->wait(), 0);
      EXPECT_TRUE(nobody_is_left());
      clients_.clear();
    }
  }
}

// Orphans are this process's children, so that it is told how each has ended.
// Red: a child ignores SIGINT.
TEST_P(MuseumSignalsTest, O10CtrlCTwiceLeavesNobody) {
  check(::prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl");
  for (int round = 0; round < rounds(20); ++round) {
    start("3600000");
    const std::vector<pid_t> children = proc::children(stage_->pid());
    signal_group(SIGINT);
    proc::wait_until_taken(stage_->pid());
    for (const pid_t child : children) {
      proc::wait_until_taken(child);
    }
    signal_group(SIGINT);
    EXPECT_EQ(stage_->wait(), -SIGINT);
    for (const pid_t child : children) {
      int status = 0;
      ASSERT_EQ(::waitpid(child, &status, 0), child);
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status;
    }
    EXPECT_TRUE(nobody_is_left());
    clients_.clear();
  }
}

// Its log meets a limit of size, as `ulimit -f` sets it. Red: no SIGXFSZ in
// let_writes_fail.
TEST_P(MuseumSignalsTest, O9ALogThatMayGrowNoLongerEndsNoServer) {
  const TemporaryDirectory directory;
  StageProcess stage(
      "/bin/sh",
      {"-c", R"(ulimit -f 0; exec "$0" --port 0 --server "$1" 2> "$2")",
       environment("STAGE"), GetParam(), directory / "log"});
  const Address server = stage.wait_until_serving();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Client(server).read_all(), "hello world\n");
  }
  stage.send_signal(SIGTERM);
  EXPECT_EQ(stage.wait(), 0);
}

// timeout(1) signals its child, and then its group, in which that is. Red: the
// first signal restores the default.
TEST_P(MuseumSignalsTest, O10TimeoutLetsARequestFinish) {
  for (int round = 0; round < rounds(2); ++round) {
    StageProcess timeout("/usr/bin/timeout",
                         {"0.3", environment("STAGE"), "--server", GetParam(),
                          "--port", "0", "--quiet", "--work-ms", "600"});
    Client client(timeout.wait_until_serving());
    EXPECT_EQ(client.read_all(), "hello world\n");
    EXPECT_EQ(next_line(timeout.out()), "stopped");
    EXPECT_EQ(next_line(timeout.out()), std::nullopt);  // Nobody has it open.
    EXPECT_EQ(timeout.wait(), kTimedOut);
  }
}

// An eventfd is shared over a fork. Red: no look at the pid.
TEST(MuseumSignalsInheritedTest, O12AForkedChildNotifiesNobody) {
  const Wakeup stop;
  const StopSignals signals(stop);
  const pid_t child = ::fork();
  if (child == 0) {
    ::raise(SIGTERM);
    ::raise(SIGINT);
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  PollSelector selector;
  selector.register_fd(stop.fileno(), kEventRead);
  EXPECT_TRUE(selector.select(std::chrono::nanoseconds::zero()).empty());
}

// A program that a handler starts inherits nothing of what we do about signals.
// Red: SIG_IGN anywhere.
TEST(MuseumSignalsInheritedTest, O11NobodyInheritsOurReactions) {
  const std::string ignored = proc::status(::getpid(), "SigIgn");
  let_writes_fail();
  ForkingTCPServer server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        const std::unique_ptr<std::FILE, int (*)(std::FILE*)> program(
            ::popen("exec cat /proc/self/status", "r"), &::pclose);
        std::string line(256, '\0');
        while (std::fgets(line.data(), static_cast<int>(line.size()),
                          program.get()) != nullptr) {
          if (line.starts_with("SigIgn") || line.starts_with("SigCgt") ||
              line.starts_with("SigBlk")) {
            handler.wfile.write(line.c_str());
          }
        }
      }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(),
            "SigBlk:\t" + proc::status(::getpid(), "SigBlk") + "\nSigIgn:\t" +
                ignored + "\nSigCgt:\t0000000000000000\n");
}

}  // namespace
}  // namespace socketserver
