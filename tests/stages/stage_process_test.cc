#include "chapters/support/stage_process.h"

#include <sys/wait.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

StageProcess shell(const std::string& script) {
  return {"/bin/sh", {"-c", script}};
}

TEST(StageProcessTest, ReadsBothStreamsLineByLine) {
  StageProcess process = shell("echo one; echo two; echo three >&2");
  const Deadline deadline(StageProcess::kPatience);
  EXPECT_EQ(process.out().read_line(deadline), "one");
  EXPECT_EQ(process.out().read_line(deadline), "two");
  EXPECT_EQ(process.out().read_line(deadline), std::nullopt);
  EXPECT_EQ(process.err().read_line(deadline), "three");
}

// As a program leaves it that was ended in the middle. Red: it is lost.
TEST(StageProcessTest, TheLastLineMayLackItsNewline) {
  StageProcess process = shell("printf 'one\\ntw'");
  const Deadline deadline(StageProcess::kPatience);
  EXPECT_EQ(process.out().read_line(deadline), "one");
  EXPECT_EQ(process.out().read_line(deadline), "tw");
  EXPECT_EQ(process.out().read_line(deadline), std::nullopt);
}

TEST(StageProcessTest, ReadingALineIsBounded) {
  StageProcess process = shell("exec sleep infinity");
  EXPECT_THROW(process.out().read_line(Deadline(std::chrono::milliseconds(10))),
               std::runtime_error);
}

TEST(StageProcessTest, FindsTheAddressInTheStartLine) {
  StageProcess process =
      shell("echo serving TCPServer on 127.0.0.1:8080, pid 1");
  EXPECT_EQ(process.wait_until_serving(), Address::ipv4("127.0.0.1", 8080));
}

TEST(StageProcessTest, AStageThatDoesNotStartTellsWhy) {
  StageProcess process = shell("echo bind: no luck >&2; exit 1");
  try {
    process.wait_until_serving();
    FAIL() << "no exception";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "the stage did not start: bind: no luck");
  }
}

TEST(StageProcessTest, WaitReturnsTheStatusOrTheSignal) {
  EXPECT_EQ(shell("exit 3").wait(), 3);
  StageProcess process = shell("exec sleep infinity");
  process.send_signal(SIGTERM);
  EXPECT_EQ(process.wait(), -SIGTERM);
  EXPECT_EQ(process.wait(), -SIGTERM) << "as often as one likes";
}

TEST(StageProcessTest, LeavesNoProcessBehind) {
  { const StageProcess process = shell("exec sleep infinity"); }
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(StageProcessTest, AProgramThatIsNotThereIsNamed) {
  try {
    const StageProcess process("/no/such/program", {});
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(),
                 "posix_spawn /no/such/program: No such file or directory");
  }
}

}  // namespace
}  // namespace socketserver
