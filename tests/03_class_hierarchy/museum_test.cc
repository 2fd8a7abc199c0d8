// The bug museum, synchronous part: bugs that socketserver has or once had, and
// the guarantee that stands against each. A comment names the one-line change
// of ours that would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/tour/temporary_directory.h"
#include "tests/support/client.h"
#include "tests/support/handlers.h"
#include "tests/support/loopback.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"
#include "tests/support/signals.h"
#include "tests/support/test_servers.h"

#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
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

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;

const Address any_port = Address::ipv4("127.0.0.1", 0);

RequestHandlerClass hello() {
  return handled_with(
      [](FunctionHandler& handler) { handler.wfile.write("hello world\n"); });
}

bool says_hello(const BaseServer& server) {
  return Client(server.server_address()).read_all() == "hello world\n";
}

// A connection that is there when shutdown is called is not served any more; it
// is reset when the server closes. Red: no look at run.stopped() after the
// wait.
TEST(MuseumTest, B4NoRequestIsServedAfterShutdown) {
  std::optional<Client> late;
  std::atomic<int> served = 0;
  TCPServer server(any_port, handled_with([&](FunctionHandler& handler) {
                     ++served;
                     late.emplace(handler.server.server_address());
                     handler.server.shutdown();
                   }));
  const Client first(server.server_address());
  server.serve_forever();
  EXPECT_EQ(served, 1);
  server.server_close();
  EXPECT_THROW(late->read_all(), std::system_error);
}

// Shutting down takes no poll interval, since the loop is woken up. Red: no
// notify() in RunState; this test then takes an hour.
TEST(MuseumTest, B5ShutdownDoesNotWaitForTheInterval) {
  TCPServer server(any_port, hello());
  for (int i = 0; i < 200; ++i) {
    std::jthread thread([&server] { server.serve_forever(hours(1)); });
    EXPECT_TRUE(says_hello(server));
    server.shutdown();
  }
}

// Calling it from a handler of the serving thread must not wait for that very
// thread. Red: no comparison of thread ids in RunState.
TEST(MuseumTest, B6ShutdownFromAHandlerReturnsAtOnce) {
  bool returned = false;
  TCPServer server(any_port, handled_with([&](FunctionHandler& handler) {
                     handler.server.shutdown();
                     returned = true;
                   }));
  const Client client(server.server_address());
  server.serve_forever();
  EXPECT_TRUE(returned);
}

// Red: waiting in RunState also without a run.
TEST(MuseumTest, B7ShutdownBeforeServeForeverIsRemembered) {
  TCPServer server(any_port, nullptr);
  server.shutdown();
  server.shutdown();
  server.serve_forever();
}

// Red: latching in RunState whatever the phase.
TEST(MuseumTest, B8ShutdownAfterTheEndDoesNotPoisonTheNextRun) {
  TCPServer server(any_port, hello());
  for (int run = 0; run < 3; ++run) {
    {
      const ServeInBackground serving(server);
      EXPECT_TRUE(says_hello(server));
    }
    server.shutdown();
    server.shutdown();
  }
}

// CPythonTest.Shutdown does it a thousand times with one thread; here several
// ask at once. Red: a shutdown that doesn't latch.
TEST(MuseumTest, B9ShutdownRacesTheStart) {
  for (int i = 0; i < 100; ++i) {
    TCPServer server(any_port, nullptr);
    std::latch begin(3);
    std::jthread serving([&] {
      begin.arrive_and_wait();
      server.serve_forever();
    });
    std::jthread other([&] {
      begin.arrive_and_wait();
      server.shutdown();
    });
    begin.arrive_and_wait();
    server.shutdown();
  }
}

// Red: the whole time-out again after each EINTR in PollSelector.
TEST(MuseumTest, B10SignalsNeitherEndAWaitNorProlongIt) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_timeout() override { ++timeouts; }
    int timeouts = 0;
  };
  Server server(any_port, nullptr, {.timeout = milliseconds(200)});
  const SignalStorm storm;
  const auto begin = Clock::now();
  server.handle_request();
  EXPECT_GE(Clock::now() - begin, milliseconds(200));
  EXPECT_EQ(server.timeouts, 1);
}

// Red: no look_away() in try_get_request.
TEST(MuseumTest, B11OutOfDescriptorsItRestsAndRecovers) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_accept_error(const std::system_error& error) override {
      ++told;
      EXPECT_EQ(error.code(), std::errc::too_many_files_open);
    }
    void service_actions() override { ++wake_ups; }
    std::atomic<int> told = 0;
    std::atomic<int> wake_ups = 0;
  };
  Server server(any_port, hello());
  const ServeInBackground serving(server);
  EXPECT_TRUE(says_hello(server));
  proc::wait_until([] { return proc::sockets(::getpid()).size() == 1; });
  const int free_fd = ::dup(STDIN_FILENO);
  ::close(free_fd);
  // One more number for the client here, and none for the server.
  const std::size_t before = proc::limit_descriptors(
      ::getpid(), static_cast<std::size_t>(free_fd) + 1);
  Client waiting(server.server_address());
  while (server.told == 0) {
  }
  const int wake_ups = server.wake_ups;
  EXPECT_FALSE(waiting.readable(milliseconds(500)));
  EXPECT_LE(server.wake_ups - wake_ups, 50) << "it spins";
  EXPECT_EQ(server.told, 1);
  proc::limit_descriptors(::getpid(), before);
  EXPECT_EQ(waiting.read_all(), "hello world\n");
}

// The loop ends before the descriptor is closed, so that it never polls a
// number that belongs to somebody else meanwhile. Red: no stop_serving() in
// server_close.
TEST(MuseumTest, B12ClosingStopsTheLoopFirst) {
  TCPServer server(any_port, hello());
  std::jthread thread([&server] { server.serve_forever(); });
  EXPECT_TRUE(says_hello(server));
  server.server_close();
  EXPECT_EQ(server.fileno(), -1);
  thread.join();
}

TEST(MuseumTest, B12ClosingFromAHandler) {
  TCPServer server(any_port, handled_with([](FunctionHandler& handler) {
                     handler.server.server_close();
                     handler.wfile.write("closed\n");
                   }));
  Client client(server.server_address());
  server.serve_forever();
  EXPECT_EQ(client.read_all(), "closed\n");
}

// Red: no attempt() around the hook concerned.
TEST(MuseumTest, B22NoHookAndNoHandlerCanEndTheServer) {
  for (const Thrown thrown : {Thrown::kException, Thrown::kInt}) {
    for (const std::string hook :
         {"get_request", "verify_request", "process_request", "finish_request",
          "shutdown_request", "close_request", "service_actions", "h.ctor",
          "h.setup", "h.handle", "h.finish"}) {
      HookLog log(hook, thrown);
      Recorder<TCPServer> server(
          any_port, log,
          handled_by<RecordingHandler<StreamRequestHandler>>(&log));
      const ServeInBackground serving(server);
      if (hook == "get_request") {
        const Client client(server.server_address());
        while (log.hooks().find("handle_error") == std::string::npos) {
        }
        continue;  // It never gets the client, so it can't close it either.
      }
      for (int i = 0; i < 2; ++i) {
        Client client(server.server_address());
        EXPECT_NO_THROW(client.read_all()) << hook;
      }
    }
  }
}

TEST(MuseumTest, B22HandleErrorThatThrows) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_error(Request& /*request*/,
                      const Address& /*client*/) override {
      throw std::invalid_argument("handle_error");
    }
  };
  Server server(any_port,
                handled_with([](FunctionHandler& /*handler*/) { throw 1; }));
  const ServeInBackground serving(server);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Client(server.server_address()).read_all(), "");
  }
}

// Red: nothing done with the request in the else branch of verify_request.
TEST(MuseumTest, B23ARefusedClientIsClosed) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    bool verify_request(const Request& /*request*/,
                        const Address& /*client*/) override {
      return false;
    }
  };
  Server server(any_port, hello());
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), "");
}

// Red: a plain int in the place of TCPServer's UniqueFd.
TEST(MuseumTest, B24AFailedBindLeaksNoSocket) {
  const TCPServer taken(any_port, nullptr);
  const auto before = proc::descriptors(::getpid());
  for (int i = 0; i < 50; ++i) {
    EXPECT_THROW(TCPServer(taken.server_address(), nullptr), std::system_error);
  }
  EXPECT_EQ(proc::descriptors(::getpid()), before);
}

// Red: an `if` in the place of the `while` of sendall.
TEST(MuseumTest, B25AnAnswerIsSentWhole) {
  constexpr std::size_t kMegabytes = std::size_t{8} << 20;
  const std::string large(kMegabytes, 'x');
  TCPServer server(any_port, handled_with([&](FunctionHandler& handler) {
                     const SignalStorm storm;
                     handler.wfile.write(large);
                   }));
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), large);
}

// Red: no catch around the flush in StreamRequestHandler::finish.
TEST(MuseumTest, B26AClientGoneBeforeTheFlushIsNoError) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_error(Request& /*request*/,
                      const Address& /*client*/) override {
      ++errors;
    }
    int errors = 0;
  };
  std::optional<Client> client;
  Server server(any_port, handled_with(
                              [&](FunctionHandler& handler) {
                                handler.wfile.write("never arrives");
                                client->reset();
                              },
                              {.wbufsize = 100}));
  client.emplace(server.server_address());
  server.handle_request();
  EXPECT_EQ(server.errors, 0);
}

// Four processes share one listening socket. poll wakes all of them for one
// client; those who come too late must go on, or they can't be stopped. Red: no
// SOCK_NONBLOCK in make_socket.
TEST(MuseumTest, B33ProcessesThatShareASocketCanAllBeStopped) {
  TCPServer server(any_port, hello());
  const UniqueFd stop(::eventfd(0, EFD_CLOEXEC));
  std::array<pid_t, 4> children{};
  for (pid_t& child : children) {
    child = ::fork();
    if (child == 0) {
      std::jthread stopper([&] {
        eventfd_t value = 0;
        ::eventfd_read(stop.get(), &value);
        ::eventfd_write(stop.get(), value);
        server.shutdown();
      });
      server.serve_forever();
      stopper.join();
      ::_exit(0);
    }
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_TRUE(says_hello(server));
  }
  ::eventfd_write(stop.get(), 1);
  for (const pid_t child : children) {
    int status = -1;
    EXPECT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
}

// handle_request in a loop: each time one request or one time-out. Red: a
// return without handle_timeout().
TEST(MuseumTest, B34HandleRequestServesOneOrTimesOut) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_timeout() override { ++timeouts; }
    int timeouts = 0;
  };
  for (const nanoseconds timeout :
       {nanoseconds(0), nanoseconds(milliseconds(20))}) {
    Server server(any_port, hello(), {.timeout = timeout});
    server.handle_request();
    EXPECT_EQ(server.timeouts, 1);
    Client first(server.server_address());
    Client second(server.server_address());
    server.handle_request();
    EXPECT_EQ(first.read_all(), "hello world\n");
    EXPECT_FALSE(second.readable());
    server.handle_request();
    EXPECT_EQ(second.read_all(), "hello world\n");
    EXPECT_EQ(server.timeouts, 1);
  }
}

// Red: the default of allow_reuse_address.
TEST(MuseumTest, B36ThePortOfAServerThatClosedFirstCanBeBoundAgain) {
  std::optional<TCPServer> server(std::in_place, any_port, hello());
  const Address address = server->server_address();
  {
    const ServeInBackground serving(*server);
    EXPECT_TRUE(says_hello(*server));  // Leaves a TIME_WAIT behind.
  }
  server.reset();
  EXPECT_NO_THROW(server.emplace(address, hello()));
  server.reset();
  EXPECT_THROW(server.emplace(address, hello(),
                              ServerOptions{.allow_reuse_address = false}),
               std::system_error);
}

// Red: the default of request_queue_size.
TEST(MuseumTest, B37TwelveClientsOfABusyServerAreAllConnected) {
  const TCPServer server(any_port, nullptr);  // Busy: it never accepts.
  std::array<std::optional<Client>, 12> clients;
  for (std::optional<Client>& client : clients) {
    client.emplace(server.server_address());
  }
}

// Red: the default of allow_reuse_port, or setting it without a look at the
// family.
TEST(MuseumTest, B38SharingAPortIsForThoseWhoAskForIt) {
  {
    const TCPServer first(any_port, nullptr);
    EXPECT_THROW(TCPServer(first.server_address(), nullptr), std::system_error);
  }
  {
    const UDPServer first(any_port, nullptr);
    EXPECT_THROW(UDPServer(first.server_address(), nullptr), std::system_error);
  }
  const ServerOptions share{.allow_reuse_port = true};
  const TCPServer first(any_port, nullptr, share);
  EXPECT_NO_THROW(TCPServer(first.server_address(), nullptr, share));
  const TemporaryDirectory directory;
  EXPECT_NO_THROW(UnixStreamServer(Address::unix_path(directory / "server"),
                                   nullptr, share));
}

// Red: no look at the client's name in DatagramRequestHandler::finish.
TEST(MuseumTest, B40AUnixClientWithoutANameGetsNoAnswerAndMakesNoError) {
  const TemporaryDirectory directory;
  HookLog log;
  Recorder<UnixDatagramServer> server(Address::unix_path(directory / "server"),
                                      log, handled_by<EchoLine<true>>());
  DatagramClient nameless(server.server_address(), DatagramClient::Name::kNone);
  nameless.send("anybody there?\n");
  server.handle_request();
  EXPECT_EQ(log.hooks().find("handle_error"), std::string::npos);
  DatagramClient named(server.server_address());
  named.send("hello\n");
  server.handle_request();
  EXPECT_EQ(named.receive(), "hello\n");
}

// Red: AF_INET in make_socket; IPV6_V6ONLY on.
TEST(MuseumTest, B41TheFamilyIsThatOfTheAddress) {
  TCPServer loopback(Address::ipv6("::1", 0), hello());
  TCPServer everywhere(Address::ipv6("::", 0), hello());
  const ServeInBackground serving(loopback);
  const ServeInBackground serving_too(everywhere);
  EXPECT_TRUE(says_hello(loopback));
  const std::uint16_t port = everywhere.server_address().port();
  for (const Address& address :
       {Address::ipv6("::1", port), Address::ipv4("127.0.0.1", port)}) {
    EXPECT_EQ(Client(address).read_all(), "hello world\n");
  }
}

// Zero spins in CPython, and None can't be stopped there. Red: passing the
// interval on as it is.
TEST(MuseumTest, B45EveryIntervalIsGood) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void service_actions() override { ++wake_ups; }
    std::atomic<int> wake_ups = 0;
  };
  for (const Timeout interval :
       {Timeout(), Timeout(nanoseconds(0)), Timeout(nanoseconds(-1))}) {
    Server server(any_port, hello());
    std::jthread thread([&] { server.serve_forever(interval); });
    EXPECT_TRUE(says_hello(server));
    EXPECT_LE(server.wake_ups, 2);
    server.shutdown();
  }
  Server paced(any_port, hello());
  std::jthread thread([&] { paced.serve_forever(milliseconds(1)); });
  while (paced.wake_ups < 5) {
  }
  paced.shutdown();
}

}  // namespace
}  // namespace socketserver
