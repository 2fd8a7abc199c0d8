#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/exercises/02_two_listeners/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <future>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A thread that serves, for the length of a scope.
class Serving {
 public:
  explicit Serving(std::vector<int> listeners)
      : listeners_(std::move(listeners)),
        ended_(std::async(std::launch::async,
                          [this] { serve_all(listeners_, stop_.fileno()); })) {}
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;
  ~Serving() { stop_.notify(); }

  // Stops it; throws what it has thrown.
  void stop() {
    stop_.notify();
    ended_.get();
  }

 private:
  Wakeup stop_;
  std::vector<int> listeners_;
  std::future<void> ended_;
};

class TwoListenersTest : public testing::Test {
 protected:
  void expect_served(const UniqueFd& listener) {
    const Address address = Address::getsockname(listener.get());
    EXPECT_EQ(Client(address).read_all(), address.to_string() + "\n");
  }

  UniqueFd first_ = listen_on(kAnyPort, SOCK_NONBLOCK);
  UniqueFd second_ = listen_on(kAnyPort, SOCK_NONBLOCK);
};

TEST_F(TwoListenersTest, NeitherWaitsForTheOther) {
  Serving serving({first_.get(), second_.get()});
  expect_served(first_);
  expect_served(first_);
  expect_served(second_);
  expect_served(second_);
  expect_served(first_);
  serving.stop();
}

TEST_F(TwoListenersTest, BothAreServedWhenBothHaveClients) {
  const Address first = Address::getsockname(first_.get());
  const Address second = Address::getsockname(second_.get());
  Client of_second(second);
  Client of_first(first);
  Serving serving({first_.get(), second_.get()});
  EXPECT_EQ(of_first.read_all(), first.to_string() + "\n");
  EXPECT_EQ(of_second.read_all(), second.to_string() + "\n");
  serving.stop();
}

}  // namespace
}  // namespace socketserver
