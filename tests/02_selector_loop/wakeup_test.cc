#include "chapters/02_selector_loop/wakeup.h"

#include "chapters/02_selector_loop/poll_selector.h"

#include <fcntl.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <chrono>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class WakeupTest : public testing::Test {
 protected:
  WakeupTest() { selector_.register_fd(wakeup_.fileno(), kEventRead); }

  bool readable() {
    return !selector_.select(std::chrono::nanoseconds::zero()).empty();
  }

  Wakeup wakeup_;
  PollSelector selector_;
};

TEST_F(WakeupTest, NotifyMakesItReadableUntilCleared) {
  EXPECT_FALSE(readable());
  wakeup_.notify();
  EXPECT_TRUE(readable());
  EXPECT_TRUE(readable());
  wakeup_.clear();
  EXPECT_FALSE(readable());
}

TEST_F(WakeupTest, OneClearUndoesManyNotifies) {
  for (int i = 0; i < 100; ++i) {
    wakeup_.notify();
  }
  wakeup_.clear();
  EXPECT_FALSE(readable());
}

TEST_F(WakeupTest, ClearWithoutNotifyDoesNotBlock) {
  wakeup_.clear();
  EXPECT_FALSE(readable());
}

TEST_F(WakeupTest, WakesASelectInAnotherThread) {
  std::jthread sleeper([this] { EXPECT_EQ(selector_.select().size(), 1U); });
  wakeup_.notify();
  sleeper.join();
}

// It fails when the counter is full. Red: errno isn't restored.
TEST_F(WakeupTest, LeavesErrnoAlone) {
  constexpr eventfd_t kFull = std::numeric_limits<eventfd_t>::max() - 1;
  ASSERT_EQ(::eventfd_write(wakeup_.fileno(), kFull), 0);
  errno = ENOENT;
  wakeup_.notify();
  EXPECT_EQ(errno, ENOENT);
}

TEST_F(WakeupTest, IsClosedOnExec) {
  EXPECT_NE(::fcntl(wakeup_.fileno(), F_GETFD) & FD_CLOEXEC, 0);
}

}  // namespace
}  // namespace socketserver
