// What a pool costs under load: STAGE is the path of the stage.

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/storm.h"

#include <csignal>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class PoolLoadTest : public testing::Test {
 protected:
  // The pool, and the thread that accepts.
  static constexpr const char* kThreads = "5";

  [[nodiscard]] std::string status(const std::string& key) const {
    return proc::status(stage_.pid(), key);
  }

  StageProcess stage_{"/bin/sh",
                      {"-c", "exec " + environment("STAGE") +
                                 " --server ThreadPoolTCPServer --threads 4"
                                 " --port 0 --quiet 2> /dev/null"}};
  const Address server_ = stage_.wait_until_serving();
};

// Red: a thread for each request.
TEST_F(PoolLoadTest, ManyRequestsTakeNoMoreThreadsOrMemoryThanAFew) {
  constexpr int kFew = 2000;
  constexpr int kMany = 20000;
  constexpr int kSlackKb = 256;
  int resident = 0;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_EQ(Client(server_).read_all(), "hello world\n");
    ASSERT_EQ(status("Threads"), kThreads);
    if (i == kFew) {
      resident = std::stoi(status("VmRSS"));
    }
  }
  EXPECT_LE(std::stoi(status("VmRSS")), resident + kSlackKb);
}

// Clients that connect and reset as fast as they can.
TEST_F(PoolLoadTest, AStormOfResetsMakesNoThreadAndStopsNobody) {
  constexpr int kMostKb = 8 * 1024;
  const Outcome outcome = weather_the_storm(stage_, server_);
  EXPECT_EQ(std::to_string(outcome.threads), kThreads);
  EXPECT_LE(outcome.resident_kb, kMostKb);
  EXPECT_GT(outcome.answered, 0);
  stage_.send_signal(SIGTERM);
  EXPECT_EQ(stage_.wait(), 0);
}

}  // namespace
}  // namespace socketserver
