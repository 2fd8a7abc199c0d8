// The bug museum, threads: bugs that socketserver has or once had, and the
// guarantee that stands against each. A comment names the change of ours that
// would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <exception>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// server_close waits for the requests under way. Red: no join after the close.
TEST(MuseumThreadsTest, B2CloseWaitsForTheThreads) {
  std::latch begun(1);
  std::atomic<bool> closing = false;
  std::atomic<bool> done = false;
  ThreadingTCPServer server(kAnyPort, handled_with([&](FunctionHandler&) {
                              begun.count_down();
                              closing.wait(false);
                              done = true;
                            }));
  const Client client(server.server_address());
  server.handle_request();
  begun.wait();
  std::jthread other([&] {
    // The listener goes first, and then the wait begins.
    proc::wait_until([&] { return proc::sockets(::getpid()).size() == 2; });
    closing = true;
    closing.notify_all();
  });
  server.server_close();
  EXPECT_TRUE(done);
}

// A thread that can't be started costs its request and nothing else: the client
// gets an end of file, the error is reported, the server goes on and closes.
// Red: RequestThreads::start leaves the thread in its list.
TEST(MuseumThreadsTest, B28AThreadThatCanNotStartCostsItsRequestOnly) {
  constexpr std::size_t kMoreThanThereIs = std::size_t{1} << 46;
  ThreadingMixIn<ErrorKeeper<TCPServer>> server(
      ThreadingOptions{.stack_size = kMoreThanThereIs}, kAnyPort, hello());
  const auto before = proc::descriptors(::getpid());
  for (int i = 0; i < 2; ++i) {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "");
    EXPECT_EQ(server.error,
              "std::system_error: pthread_create: "
              "Resource temporarily unavailable");
  }
  EXPECT_EQ(proc::descriptors(::getpid()), before);
  server.server_close();
}

// A handler may close its server: it doesn't wait for itself, nor two of them
// for one another. Red: join() waits for an empty list.
TEST(MuseumThreadsTest, B29ClosingFromHandlers) {
  std::latch both_here(2);
  ThreadingTCPServer server(kAnyPort, handled_with([&](FunctionHandler& h) {
                              both_here.arrive_and_wait();
                              h.server.server_close();
                              h.wfile.write("closed\n");
                            }));
  std::jthread serving([&] { server.serve_forever(); });
  Client one(server.server_address());
  Client other(server.server_address());
  EXPECT_EQ(one.read_all(), "closed\n");
  EXPECT_EQ(other.read_all(), "closed\n");
  EXPECT_EQ(server.fileno(), -1);
}

// Closing a datagram server loses no answer: they go out through its socket,
// which the requests share. Red: a socket of the server's alone.
TEST(MuseumThreadsTest, B30AnAnswerUnderWayIsSentBeforeTheSocketCloses) {
  struct State {
    std::latch begun{1};
    std::latch go_on{1};
  } state;
  class Handler : public DatagramRequestHandler {
   public:
    Handler(Request& its_request, const Address& client, BaseServer& its_server,
            State* its_state)
        : DatagramRequestHandler(its_request, client, its_server),
          state_(*its_state) {}
    void handle() override {
      state_.begun.count_down();
      state_.go_on.wait();
      wfile.write("late\n");
    }

   private:
    State& state_;
  };
  ThreadingUDPServer server(kAnyPort, handled_by<Handler>(&state));
  DatagramClient client(server.server_address());
  client.send("hello");
  server.handle_request();
  state.begun.wait();
  std::promise<pid_t> closer;
  const std::jthread closing([&] {
    closer.set_value(::gettid());
    server.server_close();
  });
  // Whatever it does before it waits, it has done when it sleeps.
  proc::wait_until([pid = closer.get_future().get()] {
    return proc::status(pid, "State") == "S";
  });
  state.go_on.count_down();
  EXPECT_EQ(client.receive(), "late\n");
}

// There is a limit for those who want one. Red: has_room() that is always true.
TEST(MuseumThreadsTest, B31NoMoreThanMaxThreadsServeAtOnce) {
  constexpr int kMost = 3;
  constexpr int kClients = 50;
  std::atomic<int> now = 0;
  std::atomic<int> most = 0;
  ThreadingTCPServer server(ThreadingOptions{.max_threads = kMost}, kAnyPort,
                            handled_with([&](FunctionHandler& handler) {
                              most = std::max(most.load(), ++now);
                              handler.rfile.readline();
                              --now;
                              handler.wfile.write("done\n");
                            }));
  const ServeInBackground serving(server);
  const auto clients = connect_all(server.server_address(), kClients);
  for (const auto& client : clients) {
    EXPECT_EQ(client->exchange("go\n"), "done\n");
  }
  EXPECT_LE(most, kMost);
}

// The error reports of threads don't mix. Red: a report in more than one write.
TEST(MuseumThreadsTest, B44ReportsOfSeveralThreadsStayWhole) {
  constexpr int kThreads = 20;
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  UniqueFd reading(ends[0]);
  const UniqueFd real_error(check(::dup(STDERR_FILENO), "dup"));
  check(::dup2(ends[1], STDERR_FILENO), "dup2");
  ::close(ends[1]);
  {
    std::latch all_here(kThreads);
    ThreadingTCPServer server(kAnyPort, handled_with([&](FunctionHandler&) {
                                all_here.arrive_and_wait();
                                throw std::invalid_argument("no");
                              }));
    const ServeInBackground serving(server);
    const auto clients = connect_all(server.server_address(), kThreads);
    for (const auto& client : clients) {
      EXPECT_EQ(client->read_all(), "");
    }
  }
  check(::dup2(real_error.get(), STDERR_FILENO), "dup2");
  LineReader lines(std::move(reading));
  const Deadline deadline(std::chrono::seconds(10));
  for (int i = 0; i < kThreads; ++i) {
    const std::string rule(40, '-');
    EXPECT_EQ(lines.read_line(deadline), rule);
    EXPECT_TRUE(lines.read_line(deadline).value_or("").starts_with(
        "Exception occurred during processing of request from 127.0.0.1:"));
    EXPECT_EQ(lines.read_line(deadline), "std::invalid_argument: no");
    EXPECT_EQ(lines.read_line(deadline), rule);
  }
  EXPECT_EQ(lines.read_line(deadline), std::nullopt);
}

}  // namespace
}  // namespace socketserver
