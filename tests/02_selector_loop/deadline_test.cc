#include "chapters/02_selector_loop/deadline.h"

#include <chrono>
#include <cmath>
#include <optional>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::hours;
using std::chrono::nanoseconds;

TEST(DeadlineTest, NeverHasNoTimeoutAndNeverPasses) {
  const Deadline never;
  EXPECT_FALSE(never.passed());
  EXPECT_EQ(never.remaining(), std::nullopt);
}

TEST(DeadlineTest, ZeroAndLessHavePassed) {
  for (const nanoseconds timeout : {nanoseconds(0), nanoseconds(-5)}) {
    const Deadline deadline(timeout);
    EXPECT_TRUE(deadline.passed());
    EXPECT_EQ(deadline.remaining(), nanoseconds(0));
  }
}

TEST(DeadlineTest, WhatRemainsIsAtMostTheTimeout) {
  const Deadline deadline(hours(1));
  EXPECT_FALSE(deadline.passed());
  EXPECT_LE(*deadline.remaining(), hours(1));
  EXPECT_GT(*deadline.remaining(), hours(0));
}

TEST(DeadlineTest, TheLongestTimeoutsDontOverflow) {
  const Deadline deadline(nanoseconds::max());
  EXPECT_FALSE(deadline.passed());
  EXPECT_GT(*deadline.remaining(), hours(24 * 365));
  EXPECT_TRUE(Deadline(nanoseconds::min()).passed());
  EXPECT_EQ(Deadline(nanoseconds::min()).remaining(), nanoseconds(0));
}

TEST(DeadlineTest, OneIsSoonerAndTheOtherLater) {
  const Deadline now(nanoseconds(0));
  const Deadline soon(hours(1));
  EXPECT_TRUE(sooner(now, soon).passed());
  EXPECT_TRUE(sooner(soon, now).passed());
  EXPECT_FALSE(later(now, soon).passed());
  EXPECT_FALSE(later(soon, now).passed());
  EXPECT_FALSE(sooner(Deadline(), soon).never());
  EXPECT_TRUE(later(soon, Deadline()).never());
}

// Conversions between durations overflow without a sign.
TEST(TimeoutTest, HoldsTheLongestAndTheShortestOfAnyDuration) {
  EXPECT_EQ(Timeout(std::chrono::seconds::max()), nanoseconds::max());
  EXPECT_EQ(Timeout(std::chrono::seconds::min()), nanoseconds::min());
  EXPECT_EQ(Timeout(std::chrono::duration<double>(1e300)), nanoseconds::max());
  // The float below the limit, which the compiler must not work out by itself:
  // it would be kinder than the processor. And what is no number.
  volatile float almost = 9223371776.F;
  EXPECT_GT(*Timeout(std::chrono::duration<float>(almost)), hours(1));
  EXPECT_EQ(Timeout(std::chrono::duration<double>(std::nan(""))),
            nanoseconds::min());
  EXPECT_EQ(Timeout(std::chrono::duration<double>(0.25)),
            std::chrono::milliseconds(250));
  EXPECT_EQ(Timeout(hours(1)), hours(1));
  EXPECT_FALSE(Deadline(std::chrono::seconds::max()).passed());
}

TEST(ShorterTest, NoTimeoutIsLongerThanAny) {
  EXPECT_EQ(shorter(nanoseconds(1), nanoseconds(2)), nanoseconds(1));
  EXPECT_EQ(shorter(nanoseconds(1), std::nullopt), nanoseconds(1));
  EXPECT_EQ(shorter(std::nullopt, nanoseconds(2)), nanoseconds(2));
  EXPECT_EQ(shorter(std::nullopt, std::nullopt), std::nullopt);
}

}  // namespace
}  // namespace socketserver
