#include "chapters/02_selector_loop/heartbeat.h"

#include <chrono>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

void wait_for(const Heartbeat& heartbeat) {
  while (heartbeat.remaining() > nanoseconds::zero()) {
  }
}

TEST(HeartbeatTest, ZeroMeansNone) {
  testing::internal::CaptureStderr();
  Heartbeat none(milliseconds(0));
  EXPECT_EQ(none.remaining(), std::nullopt);
  none.beat_if_due();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(HeartbeatTest, BeatsWhenItIsDueAndNotBefore) {
  testing::internal::CaptureStderr();
  Heartbeat slow(hours(1));
  slow.beat_if_due();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_GT(slow.remaining(), nanoseconds::zero());

  testing::internal::CaptureStderr();
  Heartbeat fast(milliseconds(20));
  wait_for(fast);
  fast.beat_if_due();
  EXPECT_TRUE(
      testing::internal::GetCapturedStderr().starts_with("heartbeat 1, "));
}

TEST(HeartbeatTest, LeavesOutTheBeatsThatItMissed) {
  Heartbeat heartbeat(milliseconds(1));
  const Deadline missed_many(milliseconds(30));
  while (!missed_many.passed()) {
  }
  testing::internal::CaptureStderr();
  heartbeat.beat_if_due();
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(text.starts_with("heartbeat 1, ")) << text;
  EXPECT_TRUE(text.ends_with(" ms late\n")) << text;
  const int late = std::stoi(text.substr(std::string("heartbeat 1, ").size()));
  EXPECT_GE(late, 28);
  // The next one is due within an interval.
  EXPECT_LE(heartbeat.remaining(), milliseconds(1));
}

}  // namespace
}  // namespace socketserver
