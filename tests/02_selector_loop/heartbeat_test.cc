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
  const auto lateness_of_a_beat = [](Heartbeat& heartbeat, const char* begin) {
    testing::internal::CaptureStderr();
    wait_for(heartbeat);
    heartbeat.beat_if_due();
    const std::string text = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(text.starts_with(begin)) << text;
    EXPECT_TRUE(text.ends_with(" ms late\n")) << text;
    return std::stoi(text.substr(std::string(begin).size()));
  };
  Heartbeat heartbeat(milliseconds(100));
  const Deadline missed_three(milliseconds(350));
  while (!missed_three.passed()) {
  }
  EXPECT_GE(lateness_of_a_beat(heartbeat, "heartbeat 1, "), 249);
  // A beat can't be later than the time since the one before.
  const auto after_the_first = Deadline::Clock::now();
  const milliseconds late(lateness_of_a_beat(heartbeat, "heartbeat 2, "));
  EXPECT_LT(late, Deadline::Clock::now() - after_the_first);
}

}  // namespace
}  // namespace socketserver
