#include "chapters/02_selector_loop/stop_signals.h"

#include "chapters/02_selector_loop/poll_selector.h"

#include <unistd.h>

#include <chrono>
#include <csignal>

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
