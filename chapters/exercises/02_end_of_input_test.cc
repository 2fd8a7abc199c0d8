#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/exercises/02_end_of_input/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <future>
#include <string_view>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class EndOfInputTest : public testing::Test {
 protected:
  EndOfInputTest() {
    std::array<int, 2> ends{};
    check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
    input_.reset(ends[0]);
    keyboard_.reset(ends[1]);
  }

  void type(std::string_view text) {
    check(::write(keyboard_.get(), text.data(), text.size()), "write");
  }

  void start() {
    served_ = std::async(std::launch::async, [this] {
      return serve_until_end(listener_.get(), input_.get());
    });
  }

  void expect_hello() {
    EXPECT_EQ(Client(Address::getsockname(listener_.get())).read_all(),
              "hello world\n");
  }

  // Ends the input, and returns how many clients were served until then.
  int end_input() {
    keyboard_.reset();
    EXPECT_EQ(served_.wait_for(std::chrono::seconds(5)),
              std::future_status::ready)
        << "it goes on although its input has ended";
    return served_.get();
  }

  UniqueFd listener_ = listen_on(kAnyPort, SOCK_NONBLOCK);
  UniqueFd input_;
  std::future<int> served_;  // Its destructor waits.
  // What is written here is to be read from input_. Goes first, so that the
  // input ends before anybody waits.
  UniqueFd keyboard_;
};

TEST_F(EndOfInputTest, TheEndStopsIt) {
  start();
  expect_hello();
  expect_hello();
  EXPECT_EQ(end_input(), 2);
}

TEST_F(EndOfInputTest, WhatIsTypedBeforeTheEndDoesNot) {
  type("not yet\n");
  start();
  expect_hello();
  type("nor now\n");
  expect_hello();
  type("without a newline");
  EXPECT_EQ(end_input(), 2);
}

}  // namespace
}  // namespace socketserver
