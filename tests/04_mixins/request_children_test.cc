// The rare ways of RequestChildren: a child for which there is no pidfd, or
// nobody who watches it.

#include "chapters/04_mixins/request_children.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "tests/support/memory.h"
#include "tests/support/proc.h"
#include "tests/support/signal_storm.h"

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <new>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class RequestChildrenTest : public testing::Test {
 protected:
  void TearDown() override {
    children_.kill();
    children_.collect(/*blocking=*/true);
  }

  // A child that waits to be killed.
  pid_t start() {
    const pid_t pid = children_.start(Address());
    if (pid == 0) {
      for (;;) {
        ::pause();
      }
    }
    return pid;
  }

  // One for whose pidfd no descriptor is left.
  pid_t start_without_pidfd() {
    const std::size_t before = proc::limit_descriptors(::getpid(), 0);
    const pid_t pid = start();
    proc::limit_descriptors(::getpid(), before);
    return pid;
  }

  [[nodiscard]] bool looks_again() const {
    return !children_.next_look().never();
  }

  static void kill_and_wait_for_zombie(pid_t pid) {
    ::kill(pid, SIGKILL);
    siginfo_t ended{};
    check(::waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT),
          "waitid");
  }

  bool watch_fails_ = false;
  std::vector<int> watched_;
  int ended_ = 0;
  RequestChildren children_{
      {.watch =
           [this](int fd) {
             if (watch_fails_) {
               throw std::bad_alloc();
             }
             watched_.push_back(fd);
           },
       .unwatch = [this](int fd) { std::erase(watched_, fd); },
       .ended = [this](const Address& /*client*/) { ++ended_; }}};
};

TEST_F(RequestChildrenTest, NobodyHasToLookAfterOneWithAPidfd) {
  const pid_t child = start();
  EXPECT_EQ(watched_.size(), 1U);
  EXPECT_FALSE(looks_again());
  children_.look();
  EXPECT_EQ(watched_.size(), 1U);
  kill_and_wait_for_zombie(child);
  children_.look();
  EXPECT_EQ(ended_, 0) << "the selector tells of it";
  children_.ready(watched_.front());
  EXPECT_EQ(ended_, 1);
  EXPECT_TRUE(watched_.empty());
}

// Red: the second look doesn't ask for what was missing.
TEST_F(RequestChildrenTest, TheSecondLookGetsThePidfdThatWasMissing) {
  start();
  start_without_pidfd();
  EXPECT_EQ(watched_.size(), 1U);
  EXPECT_TRUE(looks_again());
  children_.look();
  EXPECT_EQ(watched_.size(), 2U);
  EXPECT_FALSE(looks_again());
}

TEST_F(RequestChildrenTest, ALookReapsOneThatHasNone) {
  const pid_t child = start_without_pidfd();
  kill_and_wait_for_zombie(child);
  children_.look();
  EXPECT_EQ(ended_, 1);
  EXPECT_EQ(children_.size(), 0U);
  EXPECT_FALSE(looks_again());
}

TEST_F(RequestChildrenTest, OneWithoutAPidfdCanBeKilled) {
  start_without_pidfd();
  children_.kill();
  children_.collect(/*blocking=*/true);
  EXPECT_EQ(ended_, 1);
}

// Red: no retry in wait().
TEST_F(RequestChildrenTest, SignalsDontEndTheWaitForAChild) {
  const pid_t child = start();
  {
    const SignalStorm storm;
    const int before = SignalStorm::signals();
    const std::jthread killer([child, before] {
      proc::wait_until([=] { return SignalStorm::signals() > before + 20; });
      ::kill(child, SIGKILL);
    });
    children_.collect(/*blocking=*/true);
  }
  EXPECT_EQ(ended_, 1);
}

// Red: room for it in the list is made after the fork.
TEST_F(RequestChildrenTest, ALackOfMemoryAfterTheForkLosesNoChild) {
  static bool runs_out = false;
  ASSERT_EQ(::pthread_atfork(
                nullptr,
                [] {
                  if (runs_out) {
                    memory::allow(0);
                  }
                },
                nullptr),
            0);
  runs_out = true;
  const pid_t child = start();
  runs_out = false;
  memory::allow_all();
  EXPECT_EQ(children_.pids(), (std::set<pid_t>{child}));
}

// Red: the exception loses the child, or its pidfd stays, which nobody watches.
TEST_F(RequestChildrenTest, OneThatCantBeWatchedIsLookedAfter) {
  watch_fails_ = true;
  start();
  EXPECT_EQ(children_.size(), 1U);
  EXPECT_TRUE(looks_again());
  children_.look();
  EXPECT_TRUE(looks_again());
  watch_fails_ = false;
  children_.look();
  EXPECT_EQ(watched_.size(), 1U);
  EXPECT_FALSE(looks_again());
}

}  // namespace
}  // namespace socketserver
