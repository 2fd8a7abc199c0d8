// What every selector must do. Each kind is put through it by a test of its
// own.

#ifndef TESTS_SUPPORT_SELECTOR_TEST_H_
#define TESTS_SUPPORT_SELECTOR_TEST_H_

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/support/listener.h"
#include "tests/support/signal_storm.h"

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {

inline bool operator==(const Ready& left, const Ready& right) {
  return left.fd == right.fd && left.events == right.events;
}

template <Selector Class>
class SelectorTest : public testing::Test {
 protected:
  using Clock = std::chrono::steady_clock;

  std::vector<Ready> select_now() {
    const auto ready = selector_.select(std::chrono::nanoseconds::zero());
    return {ready.begin(), ready.end()};
  }

  SocketPair pair_;
  const int left_ = pair_.left.get();
  const int right_ = pair_.right.get();
  Class selector_;
};

TYPED_TEST_SUITE_P(SelectorTest);

TYPED_TEST_P(SelectorTest, ReportsADescriptorThatCanBeRead) {
  this->selector_.register_fd(this->left_, kEventRead);
  EXPECT_TRUE(this->select_now().empty());
  sendall(this->right_, "x");
  EXPECT_EQ(this->select_now(),
            (std::vector<Ready>{{this->left_, kEventRead}}));
}

TYPED_TEST_P(SelectorTest, GoesOnReportingUntilItHasBeenRead) {
  this->selector_.register_fd(this->left_, kEventRead);
  sendall(this->right_, "x");
  EXPECT_EQ(this->select_now().size(), 1U);
  EXPECT_EQ(this->select_now().size(), 1U);
  char byte = 0;
  ASSERT_EQ(::recv(this->left_, &byte, 1, 0), 1);
  EXPECT_TRUE(this->select_now().empty());
}

TYPED_TEST_P(SelectorTest, ReportsOnlyWhatWasAskedFor) {
  this->selector_.register_fd(this->left_, kEventWrite);
  sendall(this->right_, "x");
  EXPECT_EQ(this->select_now(),
            (std::vector<Ready>{{this->left_, kEventWrite}}));
  this->selector_.unregister(this->left_);
  this->selector_.register_fd(this->left_, kEventRead | kEventWrite);
  EXPECT_EQ(this->select_now(),
            (std::vector<Ready>{{this->left_, kEventRead | kEventWrite}}));
}

TYPED_TEST_P(SelectorTest, AHangUpCountsAsReadable) {
  this->selector_.register_fd(this->left_, kEventRead);
  this->pair_.right.reset();
  EXPECT_EQ(this->select_now(),
            (std::vector<Ready>{{this->left_, kEventRead}}));
}

TYPED_TEST_P(SelectorTest, UnregisteredIsNotReported) {
  this->selector_.register_fd(this->left_, kEventWrite);
  this->selector_.unregister(this->left_);
  EXPECT_TRUE(this->select_now().empty());
}

TYPED_TEST_P(SelectorTest, RefusesWhatMakesNoSense) {
  this->selector_.register_fd(this->left_, kEventRead);
  EXPECT_THROW(this->selector_.register_fd(this->left_, kEventWrite),
               std::invalid_argument);
  EXPECT_THROW(this->selector_.register_fd(-1, kEventRead),
               std::invalid_argument);
  EXPECT_THROW(this->selector_.register_fd(this->right_, 0),
               std::invalid_argument);
  EXPECT_THROW(this->selector_.register_fd(this->right_, 4),
               std::invalid_argument);
  try {
    this->selector_.unregister(this->right_);
    FAIL() << "no exception";
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(error.what(), "unregister " + std::to_string(this->right_) +
                                ": not registered");
  }
}

TYPED_TEST_P(SelectorTest, WaitsForEverForWhatComesInTheEnd) {
  this->selector_.register_fd(this->left_, kEventRead);
  const std::jthread later([this] { sendall(this->right_, "x"); });
  EXPECT_EQ(this->selector_.select().size(), 1U);
}

TYPED_TEST_P(SelectorTest, NeverReturnsBeforeTheTimeout) {
  // Fractions of a millisecond, which poll can't wait: rounded up.
  for (const std::chrono::microseconds timeout :
       {std::chrono::microseconds(1), std::chrono::microseconds(1500),
        std::chrono::microseconds(20'900)}) {
    const auto begin = TestFixture::Clock::now();
    EXPECT_TRUE(this->selector_.select(timeout).empty());
    EXPECT_GE(TestFixture::Clock::now() - begin, timeout);
  }
}

// Rounded down, poll would return at once, and what is left of the time would
// be spent in a busy loop.
TYPED_TEST_P(SelectorTest, AFractionOfAMillisecondIsSleptThrough) {
  const auto cpu_time = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::nanoseconds(time.tv_nsec);
  };
  const std::chrono::nanoseconds before = cpu_time();
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(this->selector_.select(std::chrono::microseconds(900)).empty());
  }
  EXPECT_LT(cpu_time() - before, std::chrono::milliseconds(45))
      << "of at least 90";
}

TYPED_TEST_P(SelectorTest, ANegativeTimeoutIsALook) {
  EXPECT_TRUE(this->selector_.select(std::chrono::milliseconds(-1)).empty());
  EXPECT_TRUE(this->selector_.select(std::chrono::nanoseconds::min()).empty());
}

// Whose number is the least that there is. Red: `fd <= 0` in register_fd.
TYPED_TEST_P(SelectorTest, StandardInputIsADescriptorToo) {
  const UniqueFd before(::dup(STDIN_FILENO));
  ASSERT_EQ(::dup2(this->left_, STDIN_FILENO), STDIN_FILENO);
  this->selector_.register_fd(STDIN_FILENO, kEventWrite);
  EXPECT_EQ(this->select_now(),
            (std::vector<Ready>{{STDIN_FILENO, kEventWrite}}));
  this->selector_.unregister(STDIN_FILENO);
  ::dup2(before.get(), STDIN_FILENO);
}

TYPED_TEST_P(SelectorTest, TheLongestTimeoutIsNoError) {
  this->selector_.register_fd(this->left_, kEventWrite);
  EXPECT_EQ(this->selector_.select(std::chrono::nanoseconds::max()).size(), 1U);
}

TYPED_TEST_P(SelectorTest, SignalsNeitherShortenTheWaitNorRestartIt) {
  constexpr std::chrono::milliseconds kTimeout(200);
  this->selector_.register_fd(this->left_, kEventRead);
  const SignalStorm storm;
  const int before = SignalStorm::signals();
  const auto begin = TestFixture::Clock::now();
  EXPECT_TRUE(this->selector_.select(kTimeout).empty());
  const auto waited = TestFixture::Clock::now() - begin;
  // With the whole time-out counted again after each signal, it wouldn't end.
  EXPECT_GT(SignalStorm::signals(), before);
  EXPECT_GE(waited, kTimeout);
}

REGISTER_TYPED_TEST_SUITE_P(
    SelectorTest, ReportsADescriptorThatCanBeRead,
    GoesOnReportingUntilItHasBeenRead, ReportsOnlyWhatWasAskedFor,
    AHangUpCountsAsReadable, UnregisteredIsNotReported, RefusesWhatMakesNoSense,
    WaitsForEverForWhatComesInTheEnd, NeverReturnsBeforeTheTimeout,
    AFractionOfAMillisecondIsSleptThrough, ANegativeTimeoutIsALook,
    StandardInputIsADescriptorToo, TheLongestTimeoutIsNoError,
    SignalsNeitherShortenTheWaitNorRestartIt);

}  // namespace socketserver

#endif  // TESTS_SUPPORT_SELECTOR_TEST_H_
