// What fails the same way again and again: it makes no busy loop and no flood
// of reports, and is served once it works.

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/deny.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <atomic>
#include <cerrno>
#include <chrono>
#include <exception>
#include <latch>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::steady_clock;

// Counts what fails, and who is told.
class FailingServer : public TCPServer {
 public:
  FailingServer() : TCPServer(kAnyPort, hello()) {}
  std::atomic<bool> broken = true;
  std::atomic<int> failures = 0;
  std::atomic<int> errors = 0;         // Calls of handle_error.
  std::atomic<int> accept_errors = 0;  // Of handle_accept_error.

  // Ten more failures take at least the rests between them. Red: no rest.
  void expect_rests() {
    proc::wait_until([&] { return failures > 1; });
    const int before = failures;
    const auto begin = steady_clock::now();
    proc::wait_until([&] { return failures >= before + 10; });
    EXPECT_GE(steady_clock::now() - begin, 9 * FailureRow::kRest);
  }

 protected:
  void fail_while_broken() {
    if (broken) {
      ++failures;
      throw std::runtime_error("still broken");
    }
  }
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    ++errors;
  }
  void handle_accept_error(const std::system_error& /*error*/) override {
    ++accept_errors;
  }
};

TEST(FailuresInARowTest, OfGetRequest) {
  class Server : public FailingServer {
    ClientRequest get_request() override {
      fail_while_broken();
      return TCPServer::get_request();
    }
  } server;
  const ServeInBackground serving(server);
  Client client(server.server_address());
  server.expect_rests();
  EXPECT_EQ(server.errors, 1);
  EXPECT_EQ(server.accept_errors, 0);
  server.broken = false;
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// One failure says nothing, as in Python; the second in a row says so once.
TEST(FailuresInARowTest, OfTheSystem) {
  class Server : public FailingServer {
    ClientRequest get_request() override {
      if (broken) {
        ++failures;
        throw std::system_error(EIO, std::system_category(), "accept4");
      }
      return TCPServer::get_request();
    }
  } server;
  {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(server.failures, 1);
    EXPECT_EQ(server.accept_errors, 0);
    server.broken = false;
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
  }
  server.broken = true;
  const ServeInBackground serving(server);
  Client client(server.server_address());
  server.expect_rests();
  EXPECT_EQ(server.accept_errors, 1);
  EXPECT_EQ(server.errors, 0);
  server.broken = false;
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// Only the descriptor rests: clients are served as before.
TEST(FailuresInARowTest, OfDescriptorReady) {
  class Server : public FailingServer {
   public:
    Server() {
      doorbell_.notify();
      watch(doorbell_.fileno(), kEventRead);
    }
    std::latch answered{1};

   protected:
    void descriptor_ready(int /*fd*/, unsigned /*events*/) override {
      fail_while_broken();
      doorbell_.clear();
      answered.count_down();
    }

   private:
    Wakeup doorbell_;
  } server;
  const ServeInBackground serving(server);
  server.expect_rests();
  EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
  EXPECT_EQ(server.errors, 1);
  server.broken = false;
  server.answered.wait();
}

TEST(FailuresInARowTest, OfDeadlinePassed) {
  class Server : public FailingServer {
   public:
    std::latch passed{1};

   protected:
    [[nodiscard]] Deadline next_deadline() const noexcept override {
      return next_;
    }
    void deadline_passed() override {
      fail_while_broken();
      next_ = Deadline();
      passed.count_down();
    }

   private:
    Deadline next_{std::chrono::nanoseconds::zero()};
  } server;
  const ServeInBackground serving(server);
  server.expect_rests();
  EXPECT_EQ(server.errors, 1);
  server.broken = false;
  server.passed.wait();
}

// It is called when the loop has woken up, and makes nothing wake up: there is
// nothing to rest from, but it is told once.
TEST(FailuresInARowTest, OfServiceActions) {
  class Server : public FailingServer {
    void service_actions() override {
      if (failures == 20) {
        shutdown();
      }
      fail_while_broken();
    }
  } server;
  server.serve_forever(std::chrono::milliseconds(1));
  EXPECT_EQ(server.failures, 21);
  EXPECT_EQ(server.errors, 1);
}

// A success between them ends a row.
TEST(FailuresInARowTest, EveryRowIsTold) {
  class Server : public FailingServer {
    void service_actions() override {
      if (failures == 20) {
        shutdown();
      } else if (++calls_ % 3 != 0) {
        fail_while_broken();
      }
    }
    int calls_ = 0;
  } server;
  server.serve_forever(std::chrono::milliseconds(1));
  EXPECT_EQ(server.errors, 10);
}

// Denied in the serving thread only, so that another can serve afterwards.

template <typename Base>
class AcceptErrors : public Base {
 public:
  using Base::Base;
  std::atomic<int> accept_errors = 0;

 protected:
  void handle_accept_error(const std::system_error& error) override {
    EXPECT_EQ(error.code(), std::errc::operation_not_permitted);
    ++accept_errors;
  }
};

TEST(DeniedTest, AcceptAndRecvfrom) {
  AcceptErrors<TCPServer> tcp(kAnyPort, hello());
  AcceptErrors<UDPServer> udp(kAnyPort, handled_by<EchoLine<true>>());
  Client client(tcp.server_address());
  DatagramClient datagram_client(udp.server_address());
  datagram_client.send("hello\n");
  const auto serve_denied = [](auto& server, const char* call) {
    std::jthread serving([&] {
      deny(call, EPERM);
      server.serve_forever();
    });
    proc::wait_until([&] { return server.accept_errors > 0; });
    server.shutdown();
  };
  serve_denied(tcp, "accept4");
  serve_denied(udp, "recvfrom");
  EXPECT_EQ(tcp.accept_errors, 1);
  EXPECT_EQ(udp.accept_errors, 1);
  tcp.handle_request();
  udp.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(datagram_client.receive(), "hello\n");
}

}  // namespace
}  // namespace socketserver
