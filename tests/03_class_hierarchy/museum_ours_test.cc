// The bug museum, our own faults: what went wrong in these chapters themselves,
// and the guarantee that stands against each now. A comment names the change
// that would bring the fault back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <ctime>
#include <latch>
#include <memory>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

// handle_request is another way to leave the same loop. Out of descriptors it
// rests from call to call. Red: a ListenerWatch for each call.
TEST(MuseumOursTest, O3HandleRequestRestsBetweenItsCalls) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    int told = 0;

   protected:
    void handle_accept_error(const std::system_error& /*error*/) override {
      ++told;
    }
  };
  Server server(kAnyPort, hello(), {.timeout = milliseconds(1)});
  const int free_fd = check(::dup(STDIN_FILENO), "dup");
  ::close(free_fd);
  // One more number for the client here, and none for the server.
  const std::size_t before = proc::limit_descriptors(
      ::getpid(), static_cast<std::size_t>(free_fd) + 1);
  Client waiting(server.server_address());
  const std::clock_t before_cpu = std::clock();  // Which needs no descriptor.
  const Deadline half_a_second(milliseconds(500));
  while (!half_a_second.passed()) {
    server.handle_request();
  }
  EXPECT_LT(std::clock() - before_cpu, CLOCKS_PER_SEC / 10) << "a fifth";
  EXPECT_EQ(server.told, 1);
  proc::limit_descriptors(::getpid(), before);
  while (!waiting.readable()) {
    server.handle_request();
  }
  EXPECT_EQ(waiting.read_all(), "hello world\n");
}

// Red: no Run in handle_request.
TEST(MuseumOursTest, O3ShutdownAndCloseEndHandleRequest) {
  for (const bool close : {false, true}) {
    TCPServer server(kAnyPort, hello());
    const unsigned number = server.runs() + 1;
    const std::jthread waiting([&] { server.handle_request(); });
    server.wait_for_run(number);
    if (close) {
      server.server_close();
    } else {
      server.shutdown();
    }
  }
}

// Closed is for good, whoever comes first. Red: no closed_ in RunState.
TEST(MuseumOursTest, O4ClosingRacesTheStart) {
  for (int i = 0; i < rounds(2000); ++i) {
    TCPServer server(kAnyPort, hello());
    std::latch begin(2);
    const std::jthread serving([&] {
      begin.arrive_and_wait();
      server.serve_forever();
    });
    begin.arrive_and_wait();
    server.server_close();
  }
}

// The same on one processor, where the thread has hardly begun. Red: as above.
TEST(MuseumOursTest, O4ABackgroundServerMayBeClosedAtOnce) {
  cpu_set_t before;
  check(::sched_getaffinity(0, sizeof before, &before), "sched_getaffinity");
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(::sched_getcpu(), &one);
  check(::sched_setaffinity(0, sizeof one, &one), "sched_setaffinity");
  for (int i = 0; i < rounds(1000); ++i) {
    TCPServer server(kAnyPort, hello());
    const ServeInBackground serving(server);
    server.server_close();
    std::this_thread::yield();
  }
  check(::sched_setaffinity(0, sizeof before, &before), "sched_setaffinity");
}

// What a derived class adds is gone when its base's destructor begins, and a
// thread that still serves would use it. Red: no abort_if_served().
TEST(MuseumOursTest, O5DestroyingAServerThatServesIsSaid) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto destroy_too_early = [] {
    auto server = std::make_unique<ErrorCounter<TCPServer>>(kAnyPort, hello());
    const unsigned number = server->runs() + 1;
    const std::jthread serving([&] { server->serve_forever(); });
    server->wait_for_run(number);
    server.reset();
  };
  EXPECT_EXIT(destroy_too_early(), testing::KilledBySignal(SIGABRT),
              "a server was destroyed while another thread serves");
}

// Room that another thread makes is seen at once. Red: no notify() in wake().
TEST(MuseumOursTest, O6RoomThatAnotherThreadMakesIsSeen) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    std::atomic<bool> room = false;
    void make_room() {
      room = true;
      wake();
    }

   protected:
    [[nodiscard]] bool has_room() const noexcept override { return room; }
  };
  Server server(kAnyPort, hello());
  const ServeInBackground serving(server);
  Client client(server.server_address());
  EXPECT_FALSE(client.readable(milliseconds(50)));
  server.make_room();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// A datagram's answer goes through the server's socket or not at all, also when
// the server has been closed and its number is somebody else's. Red: the number
// in the Datagram.
TEST(MuseumOursTest, O7AnAnswerReachesNoStranger) {
  TCPServer listener(kAnyPort, hello());
  UniqueFd stranger;
  class ClosingHandler : public DatagramRequestHandler {
   public:
    ClosingHandler(Request& its_request, const Address& client,
                   BaseServer& its_server, TCPServer* listener,
                   UniqueFd* stranger)
        : DatagramRequestHandler(its_request, client, its_server),
          listener_(listener),
          stranger_(stranger) {}
    void handle() override {
      server.server_close();
      *stranger_ = accept_connection(listener_->fileno()).socket;
      wfile.write("for the client only");
    }

   private:
    TCPServer* listener_;
    UniqueFd* stranger_;
  };
  Client third(listener.server_address());
  UDPServer server(kAnyPort, handled_by<ClosingHandler>(&listener, &stranger));
  DatagramClient client(server.server_address());
  client.send("hello");
  server.handle_request();
  EXPECT_EQ(client.receive(), "for the client only");
  stranger.reset();
  EXPECT_EQ(third.read_all(), "");
}

}  // namespace
}  // namespace socketserver
