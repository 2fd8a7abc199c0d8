#include "chapters/05_pools/thread_pool_mix_in.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/05_pools/thread_pool_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <latch>
#include <mutex>
#include <optional>
#include <semaphore>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr ThreadPoolOptions kOne{.threads = 1};
constexpr ThreadPoolOptions kTwo{.threads = 2};
constexpr ThreadPoolOptions kFour{.threads = 4};

std::size_t threads() {
  return std::stoul(proc::status(::getpid(), "Threads"));
}

// How many sockets this process has: a listener, and the ends of connections.
std::size_t sockets() {
  return proc::sockets(::getpid()).size();
}

// Reports whether the server of the calling test has accepted so many of so
// many clients, and no more.
void wait_until_accepted(std::size_t accepted, std::size_t clients) {
  proc::wait_until([=] { return sockets() == 1 + clients + accepted; });
}

TEST(ThreadPoolMixInTest, ServesAsManyAtOnceAsItHasThreads) {
  std::latch all_here(4);
  ThreadPoolTCPServer server(kFour, kAnyPort, handled_with([&](auto& handler) {
                               all_here.arrive_and_wait();
                               handler.wfile.write("hello world\n");
                             }));
  const ServeInBackground serving(server);
  for (const auto& client : connect_all(server.server_address(), 4)) {
    EXPECT_EQ(client->read_all(), "hello world\n");
  }
}

// Red: has_room() is always true.
TEST(ThreadPoolMixInTest, WhoFindsItFullWaitsInTheQueueOfTheKernel) {
  ThreadPoolTCPServer server(kTwo, kAnyPort, waits());
  const ServeInBackground serving(server);
  const auto clients = connect_all(server.server_address(), 4);
  wait_until_accepted(2, 4);
  EXPECT_FALSE(clients[2]->readable(std::chrono::milliseconds(50)));
  EXPECT_EQ(sockets(), 7U) << "the third has been accepted";
  // One goes, and the next is served; red: nobody wakes the loop.
  for (const auto& client : clients) {
    EXPECT_EQ(client->exchange("go\n"), "done\n");
  }
}

TEST(ThreadPoolMixInTest, AFullOneCanBeStopped) {
  ThreadPoolTCPServer server(kOne, kAnyPort, waits());
  const auto clients = connect_all(server.server_address(), 2);
  {
    const ServeInBackground serving(server);
    wait_until_accepted(1, 2);
  }
  EXPECT_EQ(clients[0]->exchange("go\n"), "done\n");
  server.server_close();
  EXPECT_THROW(clients[1]->read_all(), std::system_error) << "reset";
}

// Red: started in the constructor, or once for each run.
TEST(ThreadPoolMixInTest, TheThreadsComeWithTheServiceAndStayUntilTheClose) {
  const std::size_t before = threads();
  ThreadPoolTCPServer server(kFour, kAnyPort, hello());
  EXPECT_EQ(threads(), before);
  for (int run = 0; run < 3; ++run) {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
    EXPECT_EQ(threads(), before + 4);
  }
  server.server_close();
  proc::wait_until([&] { return threads() == before; });
}

// Red: the last of the idle ones is given the next.
TEST(ThreadPoolMixInTest, TheyTakeTurns) {
  std::mutex mutex;
  std::set<std::thread::id> served;
  ThreadPoolTCPServer server(kFour, kAnyPort, handled_with([&](auto& handler) {
                               const std::scoped_lock lock(mutex);
                               served.insert(std::this_thread::get_id());
                               handler.wfile.write("hello world\n");
                             }));
  const ServeInBackground serving(server);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(says_hello(server));
  }
  EXPECT_EQ(served.size(), 4U);
}

// A handler that says when it has begun, and goes on when it may.
struct Pause {
  std::binary_semaphore begun{0};
  std::binary_semaphore go_on{0};

  RequestHandlerClass handler() {
    return handled_with([this](FunctionHandler& handler) {
      begun.release();
      go_on.acquire();
      handler.wfile.write("late\n");
    });
  }
};

TEST(ThreadPoolMixInTest, ServerCloseWaitsForTheRequestsUnderWay) {
  Pause pause;
  ThreadPoolTCPServer server(kTwo, kAnyPort, pause.handler());
  Client client(server.server_address());
  server.handle_request();
  pause.begun.acquire();
  std::atomic<bool> closed = false;
  std::jthread closing([&] {
    server.server_close();
    closed = true;
  });
  EXPECT_FALSE(client.readable(std::chrono::milliseconds(50)));
  EXPECT_FALSE(closed);
  pause.go_on.release();
  EXPECT_EQ(client.read_all(), "late\n");
}

// Red: daemon_threads is ignored, and Bazel's time-out ends the test.
TEST(ThreadPoolMixInTest, DaemonThreadsAreCutOff) {
  std::binary_semaphore begun(0);
  ThreadPoolMixIn<Silent<TCPServer>> server(
      ThreadPoolOptions{.threads = 2, .daemon_threads = true}, kAnyPort,
      handled_with([&](FunctionHandler& handler) {
        begun.release();
        handler.rfile.readline();
      }));
  Client client(server.server_address());
  server.handle_request();
  begun.acquire();
  server.server_close();
  EXPECT_EQ(client.read_all(), "");
}

// And nobody else takes their place meanwhile. Red: the loop goes on until the
// base closes, and gives the workers that are free again to the next two.
TEST(ThreadPoolMixInTest, NoWorkerIsGivenAnotherOnceTheyAreCutOff) {
  ThreadPoolMixIn<Silent<TCPServer>> server(
      ThreadPoolOptions{.threads = 2, .daemon_threads = true}, kAnyPort,
      waits());
  const auto clients = connect_all(server.server_address(), 20);
  std::jthread serving([&] { server.serve_forever(); });
  wait_until_accepted(2, 20);
  server.server_close();
}

// One that is being closed waits for its workers, and can be freed. Red: join()
// takes them out of the lists in which they are looked for.
TEST(ThreadPoolMixInTest, AServerThatIsBeingClosedCanBeFreed) {
  std::binary_semaphore begun(0);
  ThreadPoolMixIn<Silent<TCPServer>> server(
      kTwo, kAnyPort, handled_with([&](FunctionHandler& handler) {
        begun.release();
        handler.rfile.readline();
      }));
  const std::size_t before = threads();
  Client client(server.server_address());
  server.handle_request();
  begun.acquire();
  std::jthread closing([&] { server.server_close(); });
  // The idle one has ended, and the busy one is waited for.
  proc::wait_until([&] { return threads() == before + 2; });
  server.cut_off_requests();
  EXPECT_EQ(client.read_all(), "");
}

// Its own connection isn't; red: it can't send its answer.
TEST(ThreadPoolMixInTest, AHandlerMayCutOffTheOthersAndCloseTheServer) {
  std::binary_semaphore waiting(0);
  ThreadPoolMixIn<Silent<TCPServer>> server(
      kTwo, kAnyPort, handled_with([&](FunctionHandler& handler) {
        if (handler.rfile.readline() == "close\n") {
          waiting.acquire();
          handler.server.cut_off_requests();
          handler.server.server_close();
        } else {
          waiting.release();
          handler.rfile.readline();
        }
        handler.wfile.write("done\n");
      }));
  std::jthread serving([&] { server.serve_forever(); });
  Client other(server.server_address());
  other.send("wait\n");
  Client own(server.server_address());
  EXPECT_EQ(own.exchange("close\n"), "done\n");
  EXPECT_EQ(other.read_all(), "");
}

TEST(ThreadPoolMixInTest, ShutdownFromAHandlerEndsTheLoop) {
  ThreadPoolTCPServer server(kTwo, kAnyPort, handled_with([](auto& handler) {
                               handler.server.shutdown();
                               handler.wfile.write("stopped\n");
                             }));
  std::jthread serving([&] { server.serve_forever(); });
  EXPECT_EQ(Client(server.server_address()).read_all(), "stopped\n");
}

// Red: a worker that ends with what its handler throws.
TEST(ThreadPoolMixInTest, NothingThatIsThrownEndsAThread) {
  ThreadPoolMixIn<Silent<TCPServer>> server(
      kOne, kAnyPort, handled_with([](FunctionHandler& handler) {
        const std::string wish = handler.rfile.readline();
        handler.wfile.write("half");
        if (wish == "exception\n") {
          throw std::runtime_error("no");
        }
        if (wish == "int\n") {
          throw 1;
        }
      }));
  const ServeInBackground serving(server);
  for (const char* wish : {"exception\n", "int\n", "nothing\n"}) {
    Client client(server.server_address());
    client.send(wish);
    EXPECT_EQ(client.read_all(), "half");
  }
}

// A datagram that finds it full waits in the buffer of the socket.
TEST(ThreadPoolMixInTest, DatagramsWaitInTheBufferOfTheSocket) {
  class Handler : public DatagramRequestHandler {
   public:
    Handler(Request& its_request, const Address& client, BaseServer& its_server,
            Pause* pause)
        : DatagramRequestHandler(its_request, client, its_server),
          pause_(*pause) {}
    void handle() override {
      pause_.begun.release();
      pause_.go_on.acquire();
      wfile.write(packet.data);
    }

   private:
    Pause& pause_;
  };
  Pause pause;
  ThreadPoolUDPServer server(kOne, kAnyPort, handled_by<Handler>(&pause));
  const ServeInBackground serving(server);
  DatagramClient client(server.server_address());
  client.send("one");
  pause.begun.acquire();
  client.send("two");
  EXPECT_FALSE(pause.begun.try_acquire_for(std::chrono::milliseconds(50)));
  pause.go_on.release();
  EXPECT_EQ(client.receive(), "one");
  pause.go_on.release();
  EXPECT_EQ(client.receive(), "two");
}

// Whoever has the loop take one more than there is room for loses that one, and
// nothing else. Red: an idle worker is taken from an empty list.
TEST(ThreadPoolMixInTest, ARequestTooManyIsAnError) {
  class Greedy : public ErrorKeeper<TCPServer> {
   public:
    using ErrorKeeper::ErrorKeeper;
    void take_another() { handle_request_noblock(); }
  };
  Pause pause;
  ThreadPoolMixIn<Greedy> server(kOne, kAnyPort, pause.handler());
  const auto clients = connect_all(server.server_address(), 2);
  server.handle_request();
  pause.begun.acquire();
  server.take_another();
  EXPECT_EQ(clients[1]->read_all(), "");
  EXPECT_NE(server.error.find("no worker is idle"), std::string::npos)
      << server.error;
  pause.go_on.release();
  EXPECT_EQ(clients[0]->read_all(), "late\n");
}

// Before anything is bound. Red: the options are looked at when there is a
// server, whose path stays.
TEST(ThreadPoolMixInTest, OptionsThatMakeNoSenseAreNamed) {
  const TemporaryDirectory directory;
  const auto error_of = [&](const ThreadPoolOptions& options) -> std::string {
    try {
      const ThreadPoolUnixStreamServer server(
          options, Address::unix_path(directory / "server"), hello());
      return "";
    } catch (const std::exception& error) {
      return error.what();
    }
  };
  EXPECT_EQ(error_of({.threads = 0}), "ThreadPoolMixIn: threads 0: at least 1");
  EXPECT_EQ(error_of({.stack_size = 100}),
            "pthread_attr_setstacksize 100: Invalid argument");
  EXPECT_FALSE(std::filesystem::exists(directory / "server"));
}

}  // namespace
}  // namespace socketserver
