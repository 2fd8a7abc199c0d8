// What a callback may do to the descriptors that the loop watches.

#include "chapters/03_class_hierarchy/watched_descriptors.h"

#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <array>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::nanoseconds;

// Of two that are ready, the first closes the second, whose number another
// gets. Red: no is_concerned(), or one that doesn't look at the turn.
TEST(WatchedDescriptorsTest, WhatACallbackUnwatchesIsNotCalledAnyMore) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {
      for (const auto& doorbell : doorbells_) {
        doorbell->notify();
        watch(doorbell->fileno(), kEventRead);
      }
    }
    std::vector<int> called;

   protected:
    void descriptor_ready(int fd, unsigned /*events*/) override {
      called.push_back(fd);
      unwatch(doorbells_[0]->fileno());
      const int number = doorbells_[1]->fileno();
      unwatch(number);
      doorbells_[1].reset();
      doorbells_[1].emplace();  // Silent, and with the same number.
      EXPECT_EQ(doorbells_[1]->fileno(), number);
      watch(number, kEventRead);
      shutdown();
    }

   private:
    std::array<std::optional<Wakeup>, 2> doorbells_{Wakeup(), Wakeup()};
  };
  Server server;
  server.serve_forever();
  EXPECT_EQ(server.called.size(), 1U);
}

// Red: unwatch() asks the selector only, and the loop ends the program when it
// looks away from its listener.
TEST(WatchedDescriptorsTest, TheListenerIsNoneOfThem) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    int errors = 0;

   protected:
    void service_actions() override { unwatch(fileno()); }
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& error) override {
      EXPECT_THROW(std::rethrow_exception(error), std::invalid_argument);
      ++errors;
      shutdown();
    }
  };
  Server server(kAnyPort, hello());
  Client client(server.server_address());
  server.serve_forever();
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(server.errors, 1);
}

// One that rests is watched nevertheless.
TEST(WatchedDescriptorsTest, RestsAfterTheSecondFailure) {
  PollSelector selector;
  WatchedDescriptors watched(selector);
  const Wakeup doorbell;
  doorbell.notify();
  const int fd = doorbell.fileno();
  watched.watch(fd, kEventRead);
  const auto is_ready = [&] {
    watched.begin_turn();
    return !selector.select(nanoseconds::zero()).empty();
  };
  EXPECT_TRUE(is_ready());
  EXPECT_TRUE(watched.failed(fd));
  EXPECT_TRUE(is_ready());
  EXPECT_FALSE(watched.failed(fd));
  EXPECT_FALSE(is_ready());
  EXPECT_THROW(watched.watch(fd, kEventRead), std::invalid_argument);
  while (watched.remaining() > nanoseconds::zero()) {
    EXPECT_TRUE(selector.select(watched.remaining()).empty());
  }
  EXPECT_TRUE(is_ready());
  watched.succeeded(fd);
  EXPECT_TRUE(watched.failed(fd));
  watched.failed(fd);
  watched.unwatch(fd);  // While it rests.
  EXPECT_THROW(watched.unwatch(fd), std::invalid_argument);
  EXPECT_TRUE(watched.failed(fd));
}

}  // namespace
}  // namespace socketserver
