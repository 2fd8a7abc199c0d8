#include "chapters/05_pools/worker_reports.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A process that tells this. It has ended, and been reaped.
pid_t told(const WorkerReports& reports, const std::string& text) {
  const pid_t child = check(::fork(), "fork");
  if (child == 0) {
    reports.write(text);
    ::_exit(0);
  }
  check(::waitpid(child, nullptr, 0), "waitpid");
  return child;
}

// Red: whoever is reaped first is given what another has told.
TEST(WorkerReportsTest, EachHasItsOwn) {
  WorkerReports reports;
  const pid_t one = told(reports, "no threads");
  const pid_t other = told(reports, "no memory: at all");
  EXPECT_EQ(reports.take(1), "");
  EXPECT_EQ(reports.take(other), "no memory: at all");
  EXPECT_EQ(reports.take(one), "no threads");
  EXPECT_EQ(reports.take(one), "") << "told once";
}

TEST(WorkerReportsTest, OneLineOfEach) {
  WorkerReports reports;
  const pid_t one = told(reports, "first\n4711 second");
  const pid_t other = told(reports, std::string(100'000, 'x'));
  EXPECT_EQ(reports.take(one), "first");
  EXPECT_EQ(reports.take(4711), "");
  EXPECT_EQ(reports.take(other), std::string(1000, 'x'));
}

// Red: what has no text is not told, or takes the next one's.
TEST(WorkerReportsTest, OneWithoutTextIsOneAllTheSame) {
  WorkerReports reports;
  const pid_t one = told(reports, "");
  const pid_t two = told(reports, "\nlater");
  const pid_t three = told(reports, "no threads");
  EXPECT_EQ(reports.take(one), "for no reason");
  EXPECT_EQ(reports.take(two), "for no reason");
  EXPECT_EQ(reports.take(three), "no threads");
}

// Red: the last of them waits for room, and Bazel's time-out ends the test.
TEST(WorkerReportsTest, NobodyWaitsForRoom) {
  WorkerReports reports;
  for (int i = 0; i < 200; ++i) {
    reports.write(std::string(1000, 'x'));
  }
  EXPECT_EQ(reports.take(::getpid()), std::string(1000, 'x'));
  EXPECT_EQ(reports.take(told(reports, "room again")), "room again");
}

}  // namespace
}  // namespace socketserver
