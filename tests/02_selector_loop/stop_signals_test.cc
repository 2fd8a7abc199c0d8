#include "chapters/02_selector_loop/stop_signals.h"

#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "tests/support/rounds.h"

#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <memory>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

bool notified(const Wakeup& wakeup) {
  PollSelector selector;
  selector.register_fd(wakeup.fileno(), kEventRead);
  return !selector.select(std::chrono::nanoseconds::zero()).empty();
}

bool is_default(int number) {
  struct sigaction action {};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler == SIG_DFL;
}

TEST(StopSignalsTest, TheFirstSignalNotifies) {
  for (const int number : {SIGINT, SIGTERM}) {
    const Wakeup stop;
    const StopSignals signals(stop);
    EXPECT_FALSE(notified(stop));
    ::raise(number);
    EXPECT_TRUE(notified(stop));
  }
}

TEST(StopSignalsTest, FurtherSigtermsOnlyNotify) {
  const Wakeup stop;
  const StopSignals signals(stop);
  for (int i = 0; i < 3; ++i) {
    ::raise(SIGTERM);
    EXPECT_TRUE(notified(stop));
    stop.clear();
  }
}

TEST(StopSignalsTest, TheHandlerIsNotInterruptedByTheOtherSignal) {
  const Wakeup stop;
  const StopSignals signals(stop);
  for (const int number : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    ::sigaction(number, nullptr, &action);
    EXPECT_EQ(::sigismember(&action.sa_mask, SIGINT), 1);
    EXPECT_EQ(::sigismember(&action.sa_mask, SIGTERM), 1);
  }
}

TEST(StopSignalsDeathTest, ASecondSigintEndsTheProcess) {
  EXPECT_EXIT(
      {
        const Wakeup stop;
        const StopSignals signals(stop);
        ::raise(SIGINT);
        ::raise(SIGTERM);
        ::raise(SIGINT);
        ::_exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(StopSignalsDeathTest, OneSigintDoesNotWhateverCameBefore) {
  EXPECT_EXIT(
      {
        const Wakeup stop;
        {
          const StopSignals signals(stop);
          ::raise(SIGINT);
        }
        const StopSignals signals(stop);
        ::raise(SIGTERM);
        ::raise(SIGINT);
        ::_exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST(StopSignalsTest, WhatIsIgnoredStaysIgnored) {
  ASSERT_NE(::signal(SIGINT, SIG_IGN), SIG_ERR);
  {
    const Wakeup stop;
    const StopSignals signals(stop);
    ::raise(SIGINT);
    EXPECT_FALSE(notified(stop));
  }
  ::signal(SIGINT, SIG_DFL);
}

TEST(StopSignalsTest, WhatIsBlockedIsUnblockedMeanwhile) {
  sigset_t both;
  ::sigemptyset(&both);
  ::sigaddset(&both, SIGINT);
  ::pthread_sigmask(SIG_BLOCK, &both, nullptr);
  {
    const Wakeup stop;
    const StopSignals signals(stop);
    ::raise(SIGINT);
    EXPECT_TRUE(notified(stop));
  }
  sigset_t now;
  ::pthread_sigmask(SIG_UNBLOCK, &both, &now);
  EXPECT_EQ(::sigismember(&now, SIGINT), 1);
}

// Another thread may be in the handler just now, and what it notifies go away
// next. Red: the destructor doesn't wait, and the handler writes to whatever
// has the number by then.
TEST(StopSignalsTest, NoHandlerRunsAfterTheEnd) {
  const auto old_handler = ::signal(SIGTERM, [](int /*number*/) {});
  const auto raise = [](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      ::raise(SIGTERM);
    }
  };
  std::array<std::jthread, 4> targets;
  for (std::jthread& target : targets) {
    target = std::jthread(raise);
  }
  const int number_of_rounds = rounds(500);
  for (int round = 0; round < number_of_rounds; ++round) {
    auto stop = std::make_unique<Wakeup>();
    {
      const StopSignals signals(*stop);
      std::this_thread::yield();
    }
    stop.reset();
    const Wakeup next;  // With the same number.
    std::this_thread::yield();
    ASSERT_FALSE(notified(next));
  }
  targets = {};
  ::signal(SIGTERM, old_handler);
}

TEST(StopSignalsTest, PutsBackWhatWasThereBefore) {
  ASSERT_NE(::signal(SIGINT, SIG_IGN), SIG_ERR);
  {
    const Wakeup stop;
    const StopSignals signals(stop);
  }
  EXPECT_EQ(::signal(SIGINT, SIG_DFL), SIG_IGN);
  EXPECT_TRUE(is_default(SIGTERM));
}

}  // namespace
}  // namespace socketserver
