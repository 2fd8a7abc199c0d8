// What a derived class can ask of the loop, and of the time.

#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// The loop waits for whatever can be waited for, and says for what.
TEST(ServerLoopTest, TellsWhatHasHappenedToAWatchedDescriptor) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {}
    void look_at(int fd, unsigned events) { watch(fd, events); }
    std::vector<std::pair<int, unsigned>> seen;

   protected:
    void descriptor_ready(int fd, unsigned events) override {
      seen.emplace_back(fd, events);
      unwatch(fd);
      shutdown();
    }
  };
  const SocketPair pair;
  const int fd = pair.left.get();
  ASSERT_EQ(::send(pair.right.get(), "x", 1, MSG_NOSIGNAL), 1);
  for (const unsigned events :
       {kEventRead, kEventWrite, kEventRead | kEventWrite}) {
    Server server;
    server.look_at(fd, events);
    server.serve_forever();
    EXPECT_EQ(server.seen,
              (std::vector<std::pair<int, unsigned>>{{fd, events}}));
  }
}

// Another thread may have changed what next_deadline() says. Red: a wake() that
// does nothing, and Bazel's time-out ends the test.
TEST(ServerLoopTest, AsksAgainWhenWoken) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) {}
    void end_soon() {
      due_ = true;
      wake();
    }

   protected:
    [[nodiscard]] Deadline next_deadline() const noexcept override {
      return due_ ? Deadline(nanoseconds::zero()) : Deadline();
    }
    void deadline_passed() override { shutdown(); }

   private:
    std::atomic<bool> due_ = false;
  };
  Server server;
  std::atomic<pid_t> thread = 0;
  std::jthread serving([&] {
    thread = ::gettid();
    server.serve_forever();
  });
  server.wait_for_run(1);
  proc::wait_until(
      [&] { return proc::status(thread, "State").starts_with("S"); });
  server.end_soon();
}

// Who has a better use for the time, as an event loop has, overrides it.
TEST(ServerLoopTest, AHandlerPausesAsItsServerLikes) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void pause(nanoseconds duration) override { paused += duration; }
    nanoseconds paused{};
  };
  Server server(kAnyPort, handled_with([](FunctionHandler& handler) {
                  handler.server.pause(std::chrono::hours(1));
                  handler.wfile.write("rested\n");
                }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "rested\n");
  EXPECT_EQ(server.paused, std::chrono::hours(1));
}

TEST(ServerLoopTest, APauseIsASleepOtherwise) {
  TCPServer server(kAnyPort, nullptr);
  const auto begin = std::chrono::steady_clock::now();
  server.pause(milliseconds(5));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(5));
}

// Neither finish() nor handle_error is called while an exception is being
// handled: one belongs to a thread, which may serve others while these wait.
TEST(ServerLoopTest, NothingRunsInsideACatchClause) {
  static thread_local std::vector<bool> inside;
  class Handler : public StreamRequestHandler {
   public:
    using StreamRequestHandler::StreamRequestHandler;
    void handle() override { throw std::runtime_error("of the handler"); }
    void finish() override { note(); }
    static void note() {
      inside.push_back(std::current_exception() != nullptr);
    }
  };
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    std::string error;

   protected:
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& thrown) override {
      Handler::note();
      try {
        std::rethrow_exception(thrown);
      } catch (const std::exception& failure) {
        error = failure.what();
      }
    }
  };
  inside.clear();
  Server server(kAnyPort, handled_by<Handler>());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(server.error, "of the handler");
  EXPECT_EQ(inside, (std::vector<bool>{false, false}));
}

// A server on all addresses answers from the one that was asked, if it has
// found out which that was.
TEST(DatagramTest, ARepliesAddressCanBeChosen) {
  class Server : public UDPServer {
   public:
    using UDPServer::UDPServer;

   protected:
    ClientRequest get_request() override {
      ClientRequest next = UDPServer::get_request();
      std::get<Datagram>(next.request).local_address =
          std::make_unique<const Address>(Address::ipv4("127.0.0.5", 0));
      return next;
    }
  };
  Server server(Address::ipv4("0.0.0.0", 0), handled_by<EchoLine<true>>());
  // It hears only what comes from there.
  DatagramClient client(
      Address::ipv4("127.0.0.5", server.server_address().port()));
  client.send("hello\n");
  server.handle_request();
  EXPECT_EQ(client.receive(), "hello\n");
}

TEST(DatagramTest, AReplySaysWhetherThereWasRoom) {
  const SocketPair unused;
  UDPServer server(kAnyPort, nullptr);
  DatagramClient client(server.server_address());
  const Datagram datagram{
      .data = "",
      .truncated = false,
      .socket = std::make_shared<const UniqueFd>(::dup(server.fileno())),
      .local_address = nullptr};
  EXPECT_TRUE(datagram.reply("hello", client.address()));
  EXPECT_EQ(client.receive(), "hello");
  EXPECT_TRUE(datagram.reply("", client.address()));
  EXPECT_EQ(client.receive(), "");
  EXPECT_THROW(static_cast<void>(
                   datagram.reply(std::string(70'000, 'x'), client.address())),
               std::system_error);
}

}  // namespace
}  // namespace socketserver
