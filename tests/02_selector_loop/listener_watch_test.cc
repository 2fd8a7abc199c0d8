#include "chapters/02_selector_loop/listener_watch.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const std::error_code kShortage(EMFILE, std::system_category());

class ListenerWatchTest : public testing::Test {
 protected:
  bool sees_the_client(bool room = true) {
    watch_->update(room);
    return !selector_.select(std::chrono::nanoseconds::zero()).empty();
  }

  const UniqueFd listener_ = listen_on(kAnyPort, SOCK_NONBLOCK);
  PollSelector selector_;
  std::optional<ListenerWatch> watch_{std::in_place, selector_,
                                      listener_.get()};
  const Client client_{Address::getsockname(listener_.get())};
};

TEST_F(ListenerWatchTest, WatchesFromTheFirstUpdateToTheEnd) {
  EXPECT_TRUE(sees_the_client());
  EXPECT_EQ(watch_->remaining(), std::nullopt);
  watch_.reset();
  EXPECT_TRUE(selector_.select(std::chrono::nanoseconds::zero()).empty());
}

TEST_F(ListenerWatchTest, OneFailureIsNoReasonToLookAway) {
  for (int i = 0; i < 2; ++i) {
    EXPECT_FALSE(watch_->failed(kShortage));
    EXPECT_TRUE(sees_the_client());
    watch_->accepted();
  }
}

TEST_F(ListenerWatchTest, ThatNobodyIsThereIsNone) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(watch_->failed({EAGAIN, std::system_category()}));
  }
  EXPECT_TRUE(sees_the_client());
}

TEST_F(ListenerWatchTest, SaysOnceARowThatSomebodyShouldBeTold) {
  EXPECT_FALSE(watch_->failed(kShortage));
  EXPECT_TRUE(watch_->failed(kShortage));
  EXPECT_FALSE(watch_->failed(kShortage));
  watch_->accepted();
  EXPECT_TRUE(watch_->failed());  // At once: none of the system's.
  EXPECT_FALSE(watch_->failed(kShortage));
  watch_->accepted();
  // Red: told by the number of the failure, of which the first is let pass.
  EXPECT_FALSE(watch_->failed(kShortage));
  EXPECT_TRUE(watch_->failed());
}

TEST_F(ListenerWatchTest, LooksAwayForAMomentOnly) {
  watch_->failed(kShortage);
  watch_->failed(kShortage);
  EXPECT_FALSE(sees_the_client());
  while (watch_->remaining() > std::chrono::nanoseconds::zero()) {
    EXPECT_TRUE(selector_.select(watch_->remaining()).empty());
  }
  EXPECT_TRUE(sees_the_client());
  EXPECT_EQ(watch_->remaining(), std::nullopt);
}

TEST_F(ListenerWatchTest, LooksAwayWhileThereIsNoRoom) {
  EXPECT_FALSE(sees_the_client(false));
  EXPECT_TRUE(sees_the_client(true));
  EXPECT_FALSE(sees_the_client(false));
}

TEST_F(ListenerWatchTest, CanGoWhileItLooksAway) {
  watch_->failed();
  watch_->failed();
  watch_->update();
  watch_.reset();
  EXPECT_THROW(selector_.unregister(listener_.get()), std::invalid_argument);
}

}  // namespace
}  // namespace socketserver
