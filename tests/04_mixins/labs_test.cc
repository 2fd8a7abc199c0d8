// The failure labs of chapter 04: each fails as it should, and is cured.

#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Lines = std::vector<std::string>;

std::string lab(const std::string& name) {
  return environment("LABS") + "/" + name;
}

Lines lines_of(StageProcess& process, std::size_t most = 100) {
  Lines lines;
  const Deadline deadline(StageProcess::kPatience);
  while (lines.size() < most) {
    const auto line = process.out().read_line(deadline);
    if (!line) {
      break;
    }
    lines.push_back(*line);
  }
  return lines;
}

Lines output_of(const std::string& name) {
  StageProcess process(lab(name), {});
  Lines lines = lines_of(process);
  EXPECT_EQ(process.wait(), 0);
  return lines;
}

TEST(LabsTest, TheSeedsMixInStartsThreadsThatNobodyNeeds) {
  EXPECT_EQ(output_of("seed_lab"),
            (Lines{"chapter 04's mix-in: clients: 1, threads: 1",
                   "the article's mix-in: clients: 1, threads: 8 or more",
                   "the listener is closed; stuck in accept: all but one"}));
}

TEST(LabsTest, TheSeedsThreadsKeepTheProcessFromEnding) {
  StageProcess process(lab("seed_lab"), {"--join"});
  const Lines lines = lines_of(process, 4);
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines.back(), "waiting for them");
  // Its first thread sleeps, and nothing will wake it.
  proc::wait_until(
      [&] { return proc::status(process.pid(), "State").starts_with("S"); });
  EXPECT_GE(std::stoi(proc::status(process.pid(), "Threads")), 8);
}

TEST(LabsTest, BelowAMixInThatIsNotFinalTheOverrideIsLost) {
  EXPECT_EQ(output_of("unfinal_mix_in_lab"),
            (Lines{"MyServer<UnfinalThreadingMixIn<TCPServer>>:",
                   "  handle_error of the base",
                   "ThreadingMixIn<MyServer<TCPServer>>:",
                   "  handle_error of MyServer"}));
}

TEST(LabsTest, ACounterLosesVisitsInThreeStepsAndInChildren) {
  EXPECT_EQ(output_of("counter_lab"),
            (Lines{"in children: 2 visits, counted: 0",
                   "in three steps: 2 visits, counted: 1",
                   "in one step: 2 visits, counted: 2"}));
}

TEST(LabsTest, AParentThatForgetsKeepsDescriptorsAndZombies) {
  EXPECT_EQ(output_of("fork_lab"),
            (Lines{"ForkingTCPServer: told that this was all: 3 of 3",
                   "  descriptors left open: 0", "  zombies: 0",
                   "the forgetful parent: told that this was all: 0 of 3",
                   "  descriptors left open: 3", "  zombies: 3",
                   "  the next client: accept4: Too many open files"}));
}

}  // namespace
}  // namespace socketserver
