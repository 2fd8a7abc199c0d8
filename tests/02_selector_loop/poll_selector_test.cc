#include "chapters/02_selector_loop/poll_selector.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/support/listener.h"
#include "tests/support/proc.h"
#include "tests/support/selector_test.h"

#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {

INSTANTIATE_TYPED_TEST_SUITE_P(Poll, SelectorTest, PollSelector);

namespace {

using PollSelectorTest = SelectorTest<PollSelector>;

TEST_F(PollSelectorTest, ReportsInTheOrderOfRegistration) {
  selector_.register_fd(right_, kEventWrite);
  selector_.register_fd(left_, kEventWrite);
  EXPECT_EQ(select_now(),
            (std::vector<Ready>{{right_, kEventWrite}, {left_, kEventWrite}}));
}

TEST_F(PollSelectorTest, AnErrorCountsAsBoth) {
  selector_.register_fd(left_, kEventRead | kEventWrite);
  pair_.left.reset();  // A mistake of the caller: poll says POLLNVAL.
  EXPECT_EQ(select_now(),
            (std::vector<Ready>{{left_, kEventRead | kEventWrite}}));
}

// poll refuses to look at more than the process may have. Red: EINVAL, and the
// server's end.
TEST_F(PollSelectorTest, ALoweredLimitOfDescriptorsIsNoError) {
  selector_.register_fd(left_, kEventRead);
  selector_.register_fd(right_, kEventRead);
  const std::size_t before = proc::limit_descriptors(::getpid(), 1);
  const auto begin = Clock::now();
  EXPECT_TRUE(selector_.select(std::chrono::milliseconds(60)).empty());
  EXPECT_GE(Clock::now() - begin, std::chrono::milliseconds(60));
  const std::jthread later([this] { sendall(right_, "x"); });
  EXPECT_EQ(selector_.select()[0].fd, left_);
  proc::limit_descriptors(::getpid(), before);
}

// With a limit of none, poll refuses even one, and says nothing about it. Red:
// what it had said before counts.
TEST_F(PollSelectorTest, WithoutAnyDescriptorNothingIsReady) {
  selector_.register_fd(left_, kEventRead);
  sendall(right_, "x");
  EXPECT_EQ(select_now().size(), 1U);
  const std::size_t before = proc::limit_descriptors(::getpid(), 0);
  EXPECT_TRUE(selector_.select(std::chrono::milliseconds(1)).empty());
  proc::limit_descriptors(::getpid(), before);
  EXPECT_EQ(select_now().size(), 1U);
}

// Two processes may wait for one listening socket, and poll tells both of one
// client. Whoever comes second must not be stuck in accept.
TEST(NonBlockingAcceptTest, AConnectionThatSomebodyElseTookBlocksNobody) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK);
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
