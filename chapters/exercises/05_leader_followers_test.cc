#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/exercises/05_leader_followers/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::chrono::seconds kPatience(2);
constexpr std::size_t kThreads = 4;

class LeaderFollowersTest : public testing::Test {
 protected:
  // What it is handed: an accept that looks how many are in it.
  std::optional<UniqueFd> accept() {
    most_in_accept_ = std::max<int>(most_in_accept_, ++in_accept_);
    calls_after_the_end_ += over_ ? 1 : 0;
    PollSelector selector;
    selector.register_fd(listener_.get(), kEventRead);
    selector.register_fd(stop_.fileno(), kEventRead);
    std::optional<UniqueFd> client;
    if (selector.select().front().fd == stop_.fileno()) {
      over_ = true;
    } else {
      client = std::move(accept_connection(listener_.get()).socket);
    }
    --in_accept_;
    return client;
  }

  // Answers when it may.
  void handle(const UniqueFd& client) {
    {
      const std::scoped_lock lock(mutex_);
      threads_.insert(std::this_thread::get_id());
    }
    begun_.release();
    go_on_.acquire();
    sendall(client.get(), "hello\n");
  }

  void start() {
    serving_ = std::jthread([this] {
      serve([this] { return accept(); },
            [this](const UniqueFd& client) { handle(client); }, kThreads);
      returned_.release();
    });
  }

  [[nodiscard]] Client call() const {
    return Client(Address::getsockname(listener_.get()));
  }

  const UniqueFd listener_ = listen_on(kAnyPort);
  const Wakeup stop_;
  std::atomic<int> in_accept_ = 0;
  std::atomic<int> most_in_accept_ = 0;
  std::atomic<bool> over_ = false;
  std::atomic<int> calls_after_the_end_ = 0;
  std::mutex mutex_;
  std::set<std::thread::id> threads_;
  std::counting_semaphore<> begun_{0};
  std::counting_semaphore<> go_on_{0};
  std::counting_semaphore<> returned_{0};
  std::jthread serving_;
};

TEST_F(LeaderFollowersTest, AllOfThemWorkAtOnce) {
  start();
  std::vector<Client> clients;
  for (std::size_t i = 0; i < kThreads; ++i) {
    clients.push_back(call());
  }
  for (std::size_t i = 0; i < kThreads; ++i) {
    EXPECT_TRUE(begun_.try_acquire_for(kPatience)) << "request " << i;
  }
  EXPECT_EQ(threads_.size(), kThreads);
  go_on_.release(100);
  for (Client& client : clients) {
    EXPECT_EQ(client.read_all(), "hello\n");
  }
  stop_.notify();
}

TEST_F(LeaderFollowersTest, OneMoreWaitsUntilOneIsDone) {
  start();
  std::vector<Client> clients;
  for (std::size_t i = 0; i <= kThreads; ++i) {
    clients.push_back(call());
  }
  for (std::size_t i = 0; i < kThreads; ++i) {
    EXPECT_TRUE(begun_.try_acquire_for(kPatience)) << "request " << i;
  }
  EXPECT_FALSE(begun_.try_acquire_for(std::chrono::milliseconds(50)));
  go_on_.release();
  EXPECT_TRUE(begun_.try_acquire_for(kPatience)) << "the last one";
  go_on_.release(100);
  stop_.notify();
}

TEST_F(LeaderFollowersTest, OneIsInAcceptAndNobodyOnceThatIsOver) {
  go_on_.release(10000);
  start();
  for (int i = 0; i < 200; ++i) {
    Client client = call();
    EXPECT_EQ(client.read_all(), "hello\n");
  }
  stop_.notify();
  EXPECT_TRUE(returned_.try_acquire_for(kPatience));
  EXPECT_EQ(most_in_accept_, 1);
  EXPECT_EQ(calls_after_the_end_, 0);
}

TEST_F(LeaderFollowersTest, WhoIsAtWorkFinishesFirst) {
  start();
  Client client = call();
  EXPECT_TRUE(begun_.try_acquire_for(kPatience));
  stop_.notify();
  EXPECT_FALSE(returned_.try_acquire_for(std::chrono::milliseconds(50)));
  go_on_.release();
  EXPECT_EQ(client.read_all(), "hello\n");
  EXPECT_TRUE(returned_.try_acquire_for(kPatience));
}

}  // namespace
}  // namespace socketserver
