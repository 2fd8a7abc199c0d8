// Several processes and one socket, on the real program: STAGE is its path
// below the workspace's root.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listed_servers.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/ask.h"
#include "tests/support/handlers.h"
#include "tests/support/next_line.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Arguments = std::vector<std::string>;

// The stage in so many processes.
StageProcess start(const std::string& server, int processes,
                   const Arguments& more = {}) {
  Arguments arguments = {
      "--server", server, "--processes", std::to_string(processes),
      "--port",   "0",    "--quiet"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return {environment("STAGE"), arguments};
}

// The same in hostile surroundings.
StageProcess start_in(const Arguments& surroundings, const std::string& server,
                      const Arguments& more = {}) {
  Arguments arguments = surroundings;
  arguments.insert(arguments.end(),
                   {environment("STAGE"), "--server", server, "--processes",
                    "3", "--port", "0", "--quiet"});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return {environment("HOSTILE"), arguments};
}

// Its workers, once all of them are there.
std::vector<pid_t> workers(const StageProcess& stage, std::size_t number) {
  std::vector<pid_t> found;
  proc::wait_until([&] {
    found = proc::children(stage.pid());
    return found.size() == number &&
           std::ranges::none_of(found, proc::has_ended);
  });
  return found;
}

// Reports whether a worker has a connection beside the listener.
bool is_busy(pid_t pid) {
  return proc::sockets(pid).size() > 1;
}

// The one of three that has, once it has.
pid_t busy_worker(const StageProcess& stage) {
  const auto all = workers(stage, 3);
  proc::wait_until([&] { return std::ranges::any_of(all, is_busy); });
  return *std::ranges::find_if(all, is_busy);
}

void expect_stopped(StageProcess& stage) {
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

void expect_gone(const std::vector<pid_t>& pids) {
  proc::wait_until([&] { return std::ranges::all_of(pids, proc::has_ended); });
}

// Has an echo server answer, and doesn't go.
void stay(Client& client) {
  client.send("hello");
  EXPECT_EQ(client.receive(), "hello");
}

class PreforkedServerTest : public testing::TestWithParam<ListedServer> {};

INSTANTIATE_TEST_SUITE_P(
    Servers, PreforkedServerTest,
    testing::ValuesIn(listed_servers(environment("STAGE"))),
    [](const auto& server) { return server.param.name; });

TEST_P(PreforkedServerTest, ServesStopsAndLeavesNothing) {
  const TemporaryDirectory directory;
  StageProcess stage = start(
      GetParam().name, 3, {"--path", directory / "path", "--handler", "upper"});
  const Address server = stage.wait_until_serving();
  const auto pids = workers(stage, 3);
  for (int i = 0; i < 6; ++i) {
    EXPECT_EQ(GetParam().is_datagram ? ask<UDPServer>(server, "Hello\n")
                                     : ask<TCPServer>(server, "Hello\n"),
              "HELLO\n");
  }
  stage.send_signal(SIGTERM);
  expect_stopped(stage);
  expect_gone(pids);
  EXPECT_FALSE(std::filesystem::exists(directory / "path"));
}

// Clients that come and go, and how many of them weren't served.
class Load {
 public:
  explicit Load(const Address& server)
      : thread_([this, server](const std::stop_token& stop) {
          while (!stop.stop_requested()) {
            try {
              failed_ += Client(server).exchange("x") == "x" ? 0 : 1;
            } catch (const std::system_error&) {
              ++failed_;
            }
            ++served_;
          }
        }) {}

  [[nodiscard]] int failed() const { return failed_; }
  void wait_for_more(int number) const {
    const int before = served_;
    proc::wait_until([&] { return served_ >= before + number; });
  }

 private:
  std::atomic<int> failed_ = 0;
  std::atomic<int> served_ = 0;
  std::jthread thread_;
};

// Red: nobody takes its place, or the parent ends.
TEST(PreforkTest, AKilledWorkerCostsItsOwnClientOnly) {
  StageProcess stage = start("TCPServer", 3, {"--handler", "echo"});
  const Address server = stage.wait_until_serving();
  Client client(server);
  stay(client);
  const pid_t worker = busy_worker(stage);
  const Load load(server);
  load.wait_for_more(100);
  ::kill(worker, SIGKILL);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(next_line(stage.err()),
            "process " + std::to_string(worker) + " was killed by signal 9");
  const auto now = workers(stage, 3);
  EXPECT_FALSE(std::ranges::count(now, worker));
  load.wait_for_more(100);
  EXPECT_EQ(load.failed(), 0);
}

// As many as before: each has a client that stays.
TEST(PreforkTest, AndAnotherOneServesInItsPlace) {
  StageProcess stage = start("TCPServer", 3, {"--handler", "echo"});
  const Address server = stage.wait_until_serving();
  ::kill(workers(stage, 3).front(), SIGKILL);
  next_line(stage.err());
  const auto clients = connect_all(server, 3);
  for (const auto& client : clients) {
    stay(*client);
  }
}

// Also where no descriptor tells of its end. Red: the parent waits for ever.
TEST(PreforkTest, EvenWithoutAPidfd) {
  StageProcess stage = start_in({"--deny", "pidfd_open=ENOSYS"}, "TCPServer");
  stage.wait_until_serving();
  const pid_t worker = workers(stage, 3).front();
  ::kill(worker, SIGKILL);
  next_line(stage.err());
  EXPECT_FALSE(std::ranges::count(workers(stage, 3), worker));
  stage.send_signal(SIGTERM);
  expect_stopped(stage);
}

// Its pidfd says that it has ended, and it can't be reaped before the debugger
// has been told. Red: the parent turns as fast as it can.
TEST(PreforkTest, OneThatADebuggerHoldsIsLookedAtNowAndThen) {
  StageProcess stage = start("TCPServer", 1);
  stage.wait_until_serving();
  const pid_t worker = workers(stage, 1).front();
  check(::ptrace(PTRACE_SEIZE, worker, nullptr, nullptr), "ptrace");
  ::kill(worker, SIGKILL);
  proc::wait_until([&] { return proc::has_ended(worker); });
  const std::int64_t ticks = proc::cpu_ticks(stage.pid());
  const Deadline half_a_second(std::chrono::milliseconds(500));
  proc::wait_until([&] { return half_a_second.passed(); });
  EXPECT_LT(proc::cpu_ticks(stage.pid()) - ticks, 10) << "of 50";
  check(::waitpid(worker, nullptr, __WALL), "waitpid");
  next_line(stage.err());  // The parent has reaped it.
  EXPECT_NE(workers(stage, 1).front(), worker);
}

// One that ends by itself is followed by another, too: that is how an operator
// has one replaced.
TEST(PreforkTest, AWorkerThatIsToldToStopIsReplaced) {
  StageProcess stage = start("TCPServer", 3);
  stage.wait_until_serving();
  const pid_t worker = workers(stage, 3).front();
  ::kill(worker, SIGTERM);
  EXPECT_EQ(next_line(stage.err()),
            "process " + std::to_string(worker) + " has ended with status 0");
  EXPECT_FALSE(std::ranges::count(workers(stage, 3), worker));
}

// Red: no rest, and there are hundreds a second.
TEST(PreforkTest, OneThatDiesAtOnceIsFollowedASecondLater) {
  const std::int64_t a_second = ::sysconf(_SC_CLK_TCK);
  StageProcess stage = start("TCPServer", 1);
  stage.wait_until_serving();
  std::int64_t started = proc::start_ticks(workers(stage, 1).front());
  for (int i = 0; i < 2; ++i) {
    ::kill(workers(stage, 1).front(), SIGKILL);
    next_line(stage.err());
    const std::int64_t next = proc::start_ticks(workers(stage, 1).front());
    EXPECT_GE(next - started, a_second - 1)
        << "ticks, of which it may lack one";
    started = next;
  }
}

// Red: the parent doesn't pass the signal on, or doesn't wait.
TEST(PreforkTest, SigtermLetsAllOfThemFinish) {
  for (const int number : {SIGTERM, SIGINT}) {
    StageProcess stage = start("TCPServer", 3, {"--work-ms", "300"});
    const auto clients = connect_all(stage.wait_until_serving(), 3);
    const auto pids = workers(stage, 3);
    proc::wait_until([&] { return std::ranges::all_of(pids, is_busy); });
    stage.send_signal(number);
    for (const auto& client : clients) {
      EXPECT_EQ(client->read_all(), "hello world\n");
    }
    expect_stopped(stage);
    expect_gone(pids);
  }
}

// A terminal sends Ctrl-C to all of them. The workers leave it to their parent,
// who may get it last. Red: they end, and the parent wonders why.
TEST(PreforkTest, CtrlCIsASignalToAllOfThem) {
  StageProcess stage = start("TCPServer", 3, {"--work-ms", "300"});
  Client client(stage.wait_until_serving());
  busy_worker(stage);
  const auto pids = workers(stage, 3);
  for (const pid_t pid : pids) {
    ::kill(pid, SIGINT);
    proc::wait_until_taken(pid);
  }
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(workers(stage, 3), pids);
  stage.send_signal(SIGINT);
  expect_stopped(stage);
  EXPECT_EQ(next_line(stage.err()), std::nullopt);
}

// Managers of processes send SIGTERM to all of them. Red: the parent, who gets
// it last, says that they have ended, and starts others.
TEST(PreforkTest, ASigtermToAllOfThemIsNoSurprise) {
  for (int round = 0; round < rounds(10); ++round) {
    StageProcess stage = start("TCPServer", 4);
    stage.wait_until_serving();
    for (const pid_t pid : workers(stage, 4)) {
      ::kill(pid, SIGTERM);
    }
    stage.send_signal(SIGTERM);
    expect_stopped(stage);
    EXPECT_EQ(next_line(stage.err()), std::nullopt);
  }
}

// What happens to a worker meanwhile is said all the same.
TEST(PreforkTest, AnAccidentDuringTheStopIsSaid) {
  StageProcess stage = start("TCPServer", 3, {"--work-ms", "3600000"});
  const Client client(stage.wait_until_serving());
  const pid_t busy = busy_worker(stage);
  stage.send_signal(SIGTERM);
  proc::wait_until([&] { return proc::children(stage.pid()).size() == 1; });
  ::kill(busy, SIGKILL);
  EXPECT_EQ(next_line(stage.err()),
            "process " + std::to_string(busy) + " was killed by signal 9");
  expect_stopped(stage);
}

// While the last request is served, nobody is left to wait in vain. Red: the
// parent keeps its descriptor of the listener.
TEST(PreforkTest, WhoCallsAfterTheStopIsRefused) {
  StageProcess stage = start("ThreadPoolTCPServer", 3, {"--handler", "upper"});
  const Address server = stage.wait_until_serving();
  Client client(server);
  busy_worker(stage);
  stage.send_signal(SIGTERM);
  proc::wait_until([&] {
    try {
      const Client late(server);
      return false;
    } catch (const std::system_error&) {
      return true;
    }
  });
  EXPECT_EQ(client.exchange("hello\n"), "HELLO\n");
  expect_stopped(stage);
}

// A person has lost patience. Red: the workers go on without a parent.
TEST(PreforkTest, ASecondSigintEndsAllOfThemAtOnce) {
  StageProcess stage = start("TCPServer", 3, {"--work-ms", "3600000"});
  const Client client(stage.wait_until_serving());
  busy_worker(stage);
  const auto pids = workers(stage, 3);
  stage.send_signal(SIGINT);
  proc::wait_until_taken(stage.pid());
  stage.send_signal(SIGINT);
  EXPECT_EQ(stage.wait(), -SIGINT);
  expect_gone(pids);
}

// Red: no PR_SET_PDEATHSIG.
TEST(PreforkTest, NoneOutlivesAParentThatIsKilled) {
  StageProcess stage = start("ThreadPoolTCPServer", 3, {"--handler", "echo"});
  const Address server = stage.wait_until_serving();
  Client client(server);
  stay(client);
  const auto pids = workers(stage, 3);
  stage.send_signal(SIGKILL);
  expect_gone(pids);
  EXPECT_EQ(client.read_all(), "");
  EXPECT_NO_THROW(listen_on(server));  // The port is free.
}

// At every moment of its beginning. Red: a child that is told to stop before it
// listens to that overlooks it, and Bazel's time-out ends the test.
TEST(PreforkTest, CanBeStoppedAtEveryMoment) {
  std::mt19937 random(std::random_device{}());
  const TemporaryDirectory directory;
  for (int round = 0; round < rounds(60); ++round) {
    StageProcess stage =
        start("ThreadPoolUnixStreamServer", 4, {"--path", directory / "path"});
    stage.wait_until_serving();
    if (round % 2 == 0) {  // Else at once.
      std::this_thread::sleep_for(std::chrono::microseconds(
          std::uniform_int_distribution<>(0, 8000)(random)));
    }
    stage.send_signal(SIGTERM);
    expect_stopped(stage);
    EXPECT_FALSE(std::filesystem::exists(directory / "path"));
  }
}

// Red: the parent restarts what it has just told to stop.
TEST(PreforkTest, WorkersThatDieMeanwhileDoNotKeepItFromStopping) {
  StageProcess stage = start("TCPServer", 4, {"--work-ms", "300"});
  const auto pids = workers(stage, 4);
  const Deadline grown_up(std::chrono::milliseconds(1100));
  proc::wait_until([&] { return grown_up.passed(); });  // And so replaced.
  const auto clients = connect_all(stage.wait_until_serving(), 4);
  stage.send_signal(SIGTERM);
  for (const pid_t pid : pids) {
    ::kill(pid, SIGKILL);
  }
  expect_stopped(stage);
}

TEST(PreforkTest, WhatWasBlockedIsHeard) {
  StageProcess stage = start_in({"--block", "TERM", "--block", "INT"},
                                "TCPServer", {"--work-ms", "300"});
  Client client(stage.wait_until_serving());
  busy_worker(stage);
  stage.send_signal(SIGTERM);
  EXPECT_EQ(client.read_all(), "hello world\n");
  expect_stopped(stage);
}

TEST(PreforkTest, WhatWasIgnoredStaysIgnored) {
  StageProcess stage = start_in({"--ignore", "INT"}, "TCPServer");
  const Address server = stage.wait_until_serving();
  for (const pid_t pid : workers(stage, 3)) {
    EXPECT_FALSE(proc::catches(pid, SIGINT));
  }
  stage.send_signal(SIGINT);
  EXPECT_EQ(Client(server).read_all(), "hello world\n");
  stage.send_signal(SIGTERM);
  expect_stopped(stage);
}

// What can't be had is said in one line, and nobody is left.
void expect_only(StageProcess& stage, const std::string& reason) {
  EXPECT_EQ(next_line(stage.err()), reason);
  EXPECT_EQ(next_line(stage.err()), std::nullopt);
  EXPECT_EQ(stage.wait(), 1);
}

TEST(PreforkShortageTest, ProcessesThatThereCannotBe) {
  ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);  // Which would need a clone.
  StageProcess stage = start_in({"--deny", "clone=EAGAIN"}, "TCPServer");
  expect_only(stage, "fork, process 1 of 3: Resource temporarily unavailable");
}

// Each worker finds it out by itself. Red: each says so, and is tried again.
TEST(PreforkShortageTest, ThreadsThatThereCannotBeInAnyOfThem) {
  StageProcess stage =
      start_in({"--deny", "clone3=EAGAIN"}, "ThreadPoolTCPServer");
  expect_only(
      stage, "pthread_create, thread 1 of 4: Resource temporarily unavailable");
}

// Nor is anything announced that there will not be. Red: the start line comes
// before the threads.
TEST(PreforkShortageTest, NorDoesAPoolByItselfSayThatItServes) {
  StageProcess stage(environment("HOSTILE"),
                     {"--deny", "clone3=EAGAIN", environment("STAGE"),
                      "--server", "ThreadPoolTCPServer", "--port", "0"});
  EXPECT_EQ(next_line(stage.out()), std::nullopt);
  expect_only(
      stage, "pthread_create, thread 1 of 4: Resource temporarily unavailable");
}

// Red: a worker that nothing ties to its parent.
TEST(PreforkShortageTest, WhatWouldLeaveWorkersBehind) {
  StageProcess stage = start_in({"--deny", "prctl=EPERM"}, "TCPServer");
  expect_only(stage, "prctl PR_SET_PDEATHSIG: Operation not permitted");
}

// Also where the parent is told nothing of how they end.
TEST(PreforkShortageTest, AndWhereNobodyTellsHowTheyEnd) {
  StageProcess stage = start_in({"--ignore", "CHLD", "--deny", "clone3=EAGAIN"},
                                "ThreadPoolTCPServer");
  expect_only(
      stage, "pthread_create, thread 1 of 4: Resource temporarily unavailable");
}

// Red: bound, and no guard yet.
TEST(PreforkShortageTest, LeavesNoSocketFileEither) {
  const TemporaryDirectory directory;
  StageProcess stage = start_in({"--deny", "fcntl=EMFILE"}, "UnixStreamServer",
                                {"--path", directory / "path"});
  expect_only(stage, "fcntl F_DUPFD_CLOEXEC: Too many open files");
  EXPECT_FALSE(std::filesystem::exists(directory / "path"));
}

TEST(PreforkShortageTest, FlagsThatMakeNoSense) {
  for (const char* flag : {"--processes", "--threads"}) {
    for (const char* value : {"0", "-1", "10001", "many"}) {
      StageProcess stage(environment("STAGE"), {flag, value});
      const auto line = next_line(stage.err());
      ASSERT_TRUE(line);
      EXPECT_NE(line->find(std::string(flag) + ": "), std::string::npos)
          << *line;
      EXPECT_NE(line->find(value), std::string::npos) << *line;
      EXPECT_EQ(stage.wait(), 2);
    }
  }
}

}  // namespace
}  // namespace socketserver
