// ThreadingMixIn: who does what in which thread, and what becomes of the
// threads.

#include "chapters/04_mixins/threading_mix_in.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/04_mixins/request_threads.h"
#include "chapters/04_mixins/server_concept.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <concepts>
#include <exception>
#include <filesystem>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// The mix-in goes around a server, last of all, and around nothing else.
static_assert(std::is_final_v<ThreadingTCPServer>);
static_assert(std::derived_from<ThreadingTCPServer, TCPServer>);
static_assert(std::derived_from<ThreadingUnixDatagramServer, UDPServer>);
static_assert(Server<TCPServer>);
static_assert(!Server<ThreadingTCPServer>);
static_assert(!Server<BaseRequestHandler>);

// A user's class, which notes who calls its hooks.
class MyServer : public TCPServer {
 public:
  using TCPServer::TCPServer;

  std::thread::id accepting, finishing, shutting_down;
  std::atomic<int> errors = 0;

 protected:
  ClientRequest get_request() override {
    accepting = std::this_thread::get_id();
    return TCPServer::get_request();
  }
  void finish_request(Request& request, const Address& client) override {
    finishing = std::this_thread::get_id();
    TCPServer::finish_request(request, client);
  }
  void shutdown_request(Request& request) override {
    shutting_down = std::this_thread::get_id();
    TCPServer::shutdown_request(request);
  }
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    ++errors;
  }
};

TEST(ThreadingMixInTest, TheLoopAcceptsAndAThreadDoesTheRest) {
  ThreadingMixIn<MyServer> server(kAnyPort, hello());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
  server.server_close();
  EXPECT_EQ(server.accepting, std::this_thread::get_id());
  EXPECT_NE(server.finishing, std::this_thread::get_id());
  EXPECT_EQ(server.finishing, server.shutting_down);
}

TEST(ThreadingMixInTest, ClientsAreServedAtTheSameTime) {
  constexpr int kClients = 4;
  std::latch all_here(kClients);
  ThreadingTCPServer server(kAnyPort, handled_with([&](FunctionHandler& h) {
                              all_here.arrive_and_wait();
                              h.wfile.write("hello world\n");
                            }));
  const ServeInBackground serving(server);
  const auto clients = connect_all(server.server_address(), kClients);
  for (const auto& client : clients) {
    EXPECT_EQ(client->read_all(), "hello world\n");
  }
}

// A handler that says when it has begun, and goes on when it may.
struct Pause {
  std::latch begun{1};
  std::latch go_on{1};

  RequestHandlerClass handler() {
    return handled_with([this](FunctionHandler& handler) {
      begun.count_down();
      go_on.wait();
      handler.wfile.write("late\n");
    });
  }
};

TEST(ThreadingMixInTest, WithoutBlockOnCloseOnlyTheDestructorWaits) {
  Pause pause;
  std::optional<Client> client;
  {
    ThreadingTCPServer server(ThreadingOptions{.block_on_close = false},
                              kAnyPort, pause.handler());
    client.emplace(server.server_address());
    server.handle_request();
    pause.begun.wait();
    server.server_close();
    EXPECT_FALSE(client->readable());
    pause.go_on.count_down();
  }
  EXPECT_EQ(client->read_all(), "late\n");
}

TEST(ThreadingMixInTest, NothingThatIsThrownLeavesAThread) {
  for (const bool standard : {true, false}) {
    ThreadingMixIn<MyServer> server(
        kAnyPort, handled_with([standard](FunctionHandler& handler) {
          handler.wfile.write("half");
          if (standard) {
            throw std::invalid_argument("no");
          }
          throw 1;
        }));
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "half");
    server.server_close();
    EXPECT_EQ(server.errors, 1);
  }
}

// And no connection. Red: it stays open until another thread needs its place.
TEST(ThreadingMixInTest, NeitherDoesWhatHooksThrow) {
  class Failing : public TCPServer {
   public:
    using TCPServer::TCPServer;

   protected:
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {
      throw std::invalid_argument("handle_error");
    }
    void shutdown_request(Request& /*request*/) override {
      throw std::invalid_argument("shutdown_request");
    }
  };
  ThreadingMixIn<Failing> server(kAnyPort, handled_with([](FunctionHandler&) {
                                   throw std::invalid_argument("no");
                                 }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
}

TEST(ThreadingMixInTest, ShutdownFromAHandlerEndsTheLoop) {
  ThreadingTCPServer server(kAnyPort, handled_with([](FunctionHandler& h) {
                              h.server.shutdown();
                              h.wfile.write("stopped\n");
                            }));
  std::jthread serving([&] { server.serve_forever(); });
  EXPECT_EQ(Client(server.server_address()).read_all(), "stopped\n");
}

TEST(ThreadingMixInTest, DatagramsAreAnsweredFromThreads) {
  class Handler : public DatagramRequestHandler {
   public:
    Handler(Request& its_request, const Address& client, BaseServer& its_server,
            std::thread::id serving)
        : DatagramRequestHandler(its_request, client, its_server),
          serving_(serving) {}
    void handle() override {
      wfile.write(std::this_thread::get_id() == serving_ ? "here"
                                                         : "elsewhere");
    }

   private:
    std::thread::id serving_;
  };
  ThreadingUDPServer server(kAnyPort,
                            handled_by<Handler>(std::this_thread::get_id()));
  DatagramClient client(server.server_address());
  client.send("where?");
  server.handle_request();
  EXPECT_EQ(client.receive(), "elsewhere");
}

// Red: no call of has_room_again_.
TEST(ThreadingMixInTest, AFullServerGoesOnWhenAThreadEnds) {
  ThreadingTCPServer server(ThreadingOptions{.max_threads = 1}, kAnyPort,
                            waits());
  const ServeInBackground serving(server);
  Client first(server.server_address());
  Client second(server.server_address());
  EXPECT_FALSE(second.readable(std::chrono::milliseconds(50)));
  EXPECT_EQ(first.exchange("go\n"), "done\n");
  EXPECT_EQ(second.exchange("go\n"), "done\n");
}

TEST(ThreadingMixInTest, AFullServerCanBeStopped) {
  ThreadingTCPServer server(ThreadingOptions{.max_threads = 1}, kAnyPort,
                            waits());
  Client first(server.server_address());
  Client second(server.server_address());
  {
    const ServeInBackground serving(server);
    proc::wait_until([] { return proc::sockets(::getpid()).size() == 4; });
  }
  EXPECT_EQ(first.exchange("go\n"), "done\n");
}

// And before anything is bound. Red: the stack is set only when there is a
// server, whose path stays.
TEST(ThreadingMixInTest, AStackThatIsTooSmallIsNamed) {
  const TemporaryDirectory directory;
  try {
    const ThreadingUnixStreamServer server(
        ThreadingOptions{.stack_size = 100},
        Address::unix_path(directory / "server"), hello());
    ADD_FAILURE() << "no such stack can be";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(),
                 "pthread_attr_setstacksize 100: Invalid argument");
  }
  EXPECT_FALSE(std::filesystem::exists(directory / "server"));
}

}  // namespace
}  // namespace socketserver
