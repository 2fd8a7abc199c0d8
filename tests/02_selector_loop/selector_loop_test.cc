// What only the stage program of chapter 02 does; the rest is in
// tests/support/stage_contract.cc.

#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/next_line.h"
#include "tests/support/proc.h"

#include <fcntl.h>

#include <csignal>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const std::string kStageProgram = environment("STAGE");

TEST(SelectorLoopTest, ASignalStopsItWhenIdle) {
  for (const int number : {SIGINT, SIGTERM}) {
    StageProcess stage(kStageProgram, {"--port", "0"});
    stage.wait_until_serving();
    stage.send_signal(number);
    EXPECT_EQ(next_line(stage.out()), "stopped");
    EXPECT_EQ(stage.wait(), 0);
    EXPECT_EQ(next_line(stage.err()), std::nullopt);
  }
}

TEST(SelectorLoopTest, ASignalDuringARequestLetsItFinishFirst) {
  StageProcess stage(kStageProgram, {"--port", "0", "--work-ms", "300"});
  const Address server = stage.wait_until_serving();
  Client client(server);
  proc::wait_until([&] { return proc::sockets(stage.pid()).size() == 2; });
  stage.send_signal(SIGTERM);
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

TEST(SelectorLoopTest, StopsWhileItIsOutOfDescriptors) {
  StageProcess stage(kStageProgram, {"--port", "0"});
  const Address server = stage.wait_until_serving();
  proc::limit_descriptors(stage.pid(), proc::descriptors(stage.pid()).size());
  const Client waiting(server);
  EXPECT_EQ(next_line(stage.err()), "accept4: Too many open files");
  stage.send_signal(SIGTERM);
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

TEST(SelectorLoopTest, TheHeartbeatBeatsWhileNobodyComes) {
  StageProcess stage(kStageProgram, {"--port", "0", "--heartbeat-ms", "10"});
  stage.wait_until_serving();
  for (int beat = 1; beat <= 5; ++beat) {
    const auto line = next_line(stage.err());
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->starts_with("heartbeat " + std::to_string(beat) + ", "))
        << *line;
  }
}

// The failure that a selector alone doesn't cure: the loop has one thread, and
// while a handler has it, the timer waits.
TEST(SelectorLoopTest, AHandlerThatWorksMakesTheHeartbeatLate) {
  StageProcess stage(kStageProgram, {"--port", "0", "--quiet", "--heartbeat-ms",
                                     "50", "--work-ms", "300"});
  Client client(stage.wait_until_serving());
  EXPECT_EQ(client.read_all(), "hello world\n");
  // A beat was due 50 ms after the work began at the latest.
  int latest = 0;
  for (int beats = 0; latest < 250; ++beats) {
    ASSERT_LT(beats, 20) << "none is late";
    const auto line = next_line(stage.err());
    ASSERT_TRUE(line);
    latest = std::stoi(line->substr(line->find(", ") + 2));
  }
}

TEST(SelectorLoopTest, ListensWithoutBlocking) {
  StageProcess stage(kStageProgram, {"--port", "0"});
  stage.wait_until_serving();
  const auto sockets = proc::sockets(stage.pid());
  ASSERT_EQ(sockets.size(), 1U);
  EXPECT_NE(proc::descriptor_flags(stage.pid(), sockets[0]) & O_NONBLOCK, 0U);
}

TEST(SelectorLoopTest, RefusesAWrongHeartbeat) {
  StageProcess stage(kStageProgram, {"--heartbeat-ms", "-1"});
  const auto line = next_line(stage.err());
  ASSERT_TRUE(line);
  EXPECT_NE(line->find("--heartbeat-ms"), std::string::npos) << *line;
  EXPECT_EQ(stage.wait(), 2);
}

}  // namespace
}  // namespace socketserver
