#include "benchmarks/latencies.h"

#include <chrono>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::nanoseconds;

// From `first` to `last`, the slowest first.
std::vector<nanoseconds> times(int first, int last) {
  std::vector<nanoseconds> result;
  for (int time = last; time >= first; --time) {
    result.emplace_back(time);
  }
  return result;
}

TEST(LatenciesTest, APercentileIsOneOfAllSlices) {
  Latencies latencies;
  latencies.add(times(1, 50));
  latencies.add(times(51, 100));
  EXPECT_EQ(latencies.size(), 100U);
  EXPECT_EQ(latencies.percentile(0.5), nanoseconds(50));
  EXPECT_EQ(latencies.percentile(0.99), nanoseconds(99));
}

TEST(LatenciesTest, NinetyNineInAHundredAreNoFewer) {
  Latencies latencies;
  latencies.add(times(1, 1002));
  // 991 of 1,002 are less than that.
  EXPECT_EQ(latencies.percentile(0.99), nanoseconds(992));
}

TEST(LatenciesTest, OneRequestIsEveryPercentile) {
  Latencies latencies;
  latencies.add(times(7, 7));
  EXPECT_EQ(latencies.percentile(0.5), nanoseconds(7));
  EXPECT_EQ(latencies.percentile(0.99), nanoseconds(7));
}

TEST(LatenciesTest, WhatWasTriedOutDoesNotCount) {
  Latencies latencies;
  latencies.add(times(1000, 1009));
  latencies.add(times(1, 100));
  EXPECT_EQ(latencies.size(), 100U);
  EXPECT_EQ(latencies.percentile(1), nanoseconds(100));
}

}  // namespace
}  // namespace socketserver
