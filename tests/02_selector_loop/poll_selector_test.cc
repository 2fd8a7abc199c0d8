#include "chapters/02_selector_loop/poll_selector.h"

#include "chapters/01_accept_loop/connection.h"
#include "tests/support/loopback.h"
#include "tests/support/signal_storm.h"

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {

static bool operator==(const PollSelector::Ready& left,
                       const PollSelector::Ready& right) {
  return left.fd == right.fd && left.events == right.events;
}

namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

std::vector<PollSelector::Ready> select_now(PollSelector& selector) {
  const auto ready = selector.select(nanoseconds::zero());
  return {ready.begin(), ready.end()};
}

class PollSelectorTest : public testing::Test {
 protected:
  SocketPair pair_;
  const int left_ = pair_.left.get();
  const int right_ = pair_.right.get();
  PollSelector selector_;
};

TEST_F(PollSelectorTest, ReportsADescriptorThatCanBeRead) {
  selector_.register_fd(left_, kEventRead);
  EXPECT_TRUE(select_now(selector_).empty());
  sendall(right_, "x");
  EXPECT_EQ(select_now(selector_),
            (std::vector<PollSelector::Ready>{{left_, kEventRead}}));
}

TEST_F(PollSelectorTest, GoesOnReportingUntilItHasBeenRead) {
  selector_.register_fd(left_, kEventRead);
  sendall(right_, "x");
  EXPECT_EQ(select_now(selector_).size(), 1U);
  EXPECT_EQ(select_now(selector_).size(), 1U);
  char byte = 0;
  ASSERT_EQ(::recv(left_, &byte, 1, 0), 1);
  EXPECT_TRUE(select_now(selector_).empty());
}

TEST_F(PollSelectorTest, ReportsOnlyWhatWasAskedFor) {
  selector_.register_fd(left_, kEventWrite);
  sendall(right_, "x");
  EXPECT_EQ(select_now(selector_),
            (std::vector<PollSelector::Ready>{{left_, kEventWrite}}));
  selector_.unregister(left_);
  selector_.register_fd(left_, kEventRead | kEventWrite);
  EXPECT_EQ(
      select_now(selector_),
      (std::vector<PollSelector::Ready>{{left_, kEventRead | kEventWrite}}));
}

TEST_F(PollSelectorTest, ReportsInTheOrderOfRegistration) {
  selector_.register_fd(right_, kEventWrite);
  selector_.register_fd(left_, kEventWrite);
  EXPECT_EQ(select_now(selector_),
            (std::vector<PollSelector::Ready>{{right_, kEventWrite},
                                              {left_, kEventWrite}}));
}

TEST_F(PollSelectorTest, AHangUpCountsAsReadable) {
  selector_.register_fd(left_, kEventRead);
  pair_.right.reset();
  EXPECT_EQ(select_now(selector_),
            (std::vector<PollSelector::Ready>{{left_, kEventRead}}));
}

TEST_F(PollSelectorTest, AnErrorCountsAsBoth) {
  selector_.register_fd(left_, kEventRead | kEventWrite);
  pair_.left.reset();  // A mistake of the caller: poll says POLLNVAL.
  EXPECT_EQ(
      select_now(selector_),
      (std::vector<PollSelector::Ready>{{left_, kEventRead | kEventWrite}}));
}

TEST_F(PollSelectorTest, UnregisteredIsNotReported) {
  selector_.register_fd(left_, kEventWrite);
  selector_.unregister(left_);
  EXPECT_TRUE(select_now(selector_).empty());
}

TEST_F(PollSelectorTest, RefusesWhatMakesNoSense) {
  selector_.register_fd(left_, kEventRead);
  EXPECT_THROW(selector_.register_fd(left_, kEventWrite),
               std::invalid_argument);
  EXPECT_THROW(selector_.register_fd(-1, kEventRead), std::invalid_argument);
  EXPECT_THROW(selector_.register_fd(right_, 0), std::invalid_argument);
  EXPECT_THROW(selector_.register_fd(right_, 4), std::invalid_argument);
  try {
    selector_.unregister(right_);
    FAIL() << "no exception";
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(error.what(),
              "unregister " + std::to_string(right_) + ": not registered");
  }
}

TEST_F(PollSelectorTest, WaitsForEverForWhatComesInTheEnd) {
  selector_.register_fd(left_, kEventRead);
  const std::jthread later([this] { sendall(right_, "x"); });
  EXPECT_EQ(selector_.select().size(), 1U);
}

TEST_F(PollSelectorTest, NeverReturnsBeforeTheTimeout) {
  // Fractions of a millisecond, which poll can't wait: rounded up.
  for (const microseconds timeout :
       {microseconds(1), microseconds(1500), microseconds(20'900)}) {
    const auto begin = Clock::now();
    EXPECT_TRUE(selector_.select(timeout).empty());
    EXPECT_GE(Clock::now() - begin, timeout);
  }
}

// Rounded down, poll would return at once, and what is left of the time would
// be spent in a busy loop.
TEST_F(PollSelectorTest, AFractionOfAMillisecondIsSleptThrough) {
  const auto cpu_time = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
  };
  const nanoseconds before = cpu_time();
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(selector_.select(microseconds(900)).empty());
  }
  EXPECT_LT(cpu_time() - before, milliseconds(45)) << "of at least 90";
}

TEST_F(PollSelectorTest, ANegativeTimeoutIsALook) {
  EXPECT_TRUE(selector_.select(milliseconds(-1)).empty());
}

TEST_F(PollSelectorTest, TheLongestTimeoutIsNoError) {
  selector_.register_fd(left_, kEventWrite);
  EXPECT_EQ(selector_.select(nanoseconds::max()).size(), 1U);
}

TEST_F(PollSelectorTest, SignalsNeitherShortenTheWaitNorRestartIt) {
  constexpr milliseconds kTimeout(200);
  selector_.register_fd(left_, kEventRead);
  const SignalStorm storm;
  const int before = SignalStorm::signals();
  const auto begin = Clock::now();
  EXPECT_TRUE(selector_.select(kTimeout).empty());
  const auto waited = Clock::now() - begin;
  // With the whole time-out counted again after each signal, it wouldn't end.
  EXPECT_GT(SignalStorm::signals(), before);
  EXPECT_GE(waited, kTimeout);
}

// Two processes may wait for one listening socket, and poll tells both of one
// client. Whoever comes second must not be stuck in accept.
TEST(NonBlockingAcceptTest, AConnectionThatSomebodyElseTookBlocksNobody) {
  const UniqueFd listener = loopback_listener(SOCK_NONBLOCK);
  PollSelector selector;
  selector.register_fd(listener.get(), kEventRead);
  const Address address = Address::getsockname(listener.get());
  const UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  ASSERT_EQ(::connect(client.get(), address.data(), address.size()), 0);
  ASSERT_EQ(selector.select().size(), 1U);

  const UniqueFd other_process(::dup(listener.get()));
  const Connection taken = accept_connection(other_process.get());
  try {
    accept_connection(listener.get());
    FAIL() << "accepted";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::resource_unavailable_try_again);
  }
}

}  // namespace
}  // namespace socketserver
