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

TEST(StopSignalsTest, TheFirstSignalOfEitherRestoresTheDefaultOfBoth) {
  const Wakeup stop;
  const StopSignals signals(stop);
  ::raise(SIGTERM);
  EXPECT_TRUE(is_default(SIGINT));
  EXPECT_TRUE(is_default(SIGTERM));
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

TEST(StopSignalsDeathTest, TheSecondSignalEndsTheProcess) {
  EXPECT_EXIT(
      {
        const Wakeup stop;
        const StopSignals signals(stop);
        ::raise(SIGTERM);
        ::raise(SIGINT);
        ::_exit(0);
      },
      testing::KilledBySignal(SIGINT), "");
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
