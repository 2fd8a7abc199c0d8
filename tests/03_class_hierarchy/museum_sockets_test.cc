// The bug museum, sockets and their options: bugs that socketserver has or once
// had, and the guarantee that stands against each. A comment names the one-line
// change of ours that would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"

#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// poll has told of a client, and somebody else has taken it since. Red: no
// SOCK_NONBLOCK in make_socket.
TEST(MuseumSocketsTest, B33AClientThatSomebodyElseTookBlocksNobody) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;

   protected:
    ClientRequest get_request() override {
      if (!std::exchange(robbed_, true)) {
        static_cast<void>(accept_connection(fileno()));
      }
      return TCPServer::get_request();
    }

   private:
    bool robbed_ = false;
  };
  Server server(kAnyPort, hello());
  Client first(server.server_address());
  server.handle_request();
  EXPECT_EQ(first.read_all(), "");
  Client second(server.server_address());
  server.handle_request();
  EXPECT_EQ(second.read_all(), "hello world\n");
}

// Four processes share one listening socket, and all of them can be stopped.
TEST(MuseumSocketsTest, B33ProcessesThatShareASocketCanAllBeStopped) {
  TCPServer server(kAnyPort, hello());
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
TEST(MuseumSocketsTest, B34HandleRequestServesOneOrTimesOut) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_timeout() override { ++timeouts; }
    int timeouts = 0;
  };
  for (const nanoseconds timeout :
       {nanoseconds(0), nanoseconds(milliseconds(20))}) {
    Server server(kAnyPort, hello(), {.timeout = timeout});
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
TEST(MuseumSocketsTest, B36ThePortOfAServerThatClosedFirstCanBeBoundAgain) {
  std::optional<TCPServer> server(std::in_place, kAnyPort, hello());
  const Address address = server->server_address();
  {
    const ServeInBackground serving(*server);
    // Each leaves a TIME_WAIT behind, if the kernel has room for one more,
    // which after a benchmark it may not have for each.
    for (int clients = 0; clients < 20; ++clients) {
      EXPECT_TRUE(says_hello(*server));
    }
  }
  server.reset();
  EXPECT_NO_THROW(server.emplace(address, hello()));
  server.reset();
  EXPECT_THROW(server.emplace(address, hello(),
                              ServerOptions{.allow_reuse_address = false}),
               std::system_error);
}

// Red: the default of request_queue_size.
TEST(MuseumSocketsTest, B37TwelveClientsOfABusyServerAreAllConnected) {
  const TCPServer server(kAnyPort, hello());  // Busy: it never accepts.
  std::array<std::optional<Client>, 12> clients;
  for (std::optional<Client>& client : clients) {
    client.emplace(server.server_address());
  }
}

// Red: the default of allow_reuse_port, or setting it without a look at the
// family.
TEST(MuseumSocketsTest, B38SharingAPortIsForThoseWhoAskForIt) {
  {
    const TCPServer first(kAnyPort, hello());
    EXPECT_THROW(TCPServer(first.server_address(), hello()), std::system_error);
  }
  {
    const UDPServer first(kAnyPort, hello());
    EXPECT_THROW(UDPServer(first.server_address(), hello()), std::system_error);
  }
  const ServerOptions share{.allow_reuse_port = true};
  const TCPServer first(kAnyPort, hello(), share);
  EXPECT_NO_THROW(TCPServer(first.server_address(), hello(), share));
  const TemporaryDirectory directory;
  EXPECT_NO_THROW(UnixStreamServer(Address::unix_path(directory / "server"),
                                   hello(), share));
}

// Red: no look at the client's name in DatagramRequestHandler::finish.
TEST(MuseumSocketsTest, B40AUnixClientWithoutANameGetsNoAnswerAndMakesNoError) {
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

// The system's default is the administrator's to choose. Red: the option is
// left as it is.
TEST(MuseumSocketsTest, B41AnIPv6ServerDoesntDependOnTheDefault) {
  TCPServer server(Address::ipv6("::", 0), hello(),
                   {.bind_and_activate = false});
  const int on = 1;
  ASSERT_EQ(
      ::setsockopt(server.fileno(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on),
      0);
  server.server_bind();
  int only = -1;
  socklen_t size = sizeof only;
  ::getsockopt(server.fileno(), IPPROTO_IPV6, IPV6_V6ONLY, &only, &size);
  EXPECT_EQ(only, 0);
}

// Red: AF_INET in make_socket; IPV6_V6ONLY on.
TEST(MuseumSocketsTest, B41TheFamilyIsThatOfTheAddress) {
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
TEST(MuseumSocketsTest, B45EveryIntervalIsGood) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void service_actions() override { ++wake_ups; }
    std::atomic<int> wake_ups = 0;
  };
  for (const Timeout interval :
       {Timeout(), Timeout(nanoseconds(0)), Timeout(nanoseconds(-1))}) {
    Server server(kAnyPort, hello());
    std::jthread thread([&] { server.serve_forever(interval); });
    EXPECT_TRUE(says_hello(server));
    EXPECT_LE(server.wake_ups, 2);
    server.shutdown();
  }
  Server paced(kAnyPort, hello());
  std::jthread thread([&] { paced.serve_forever(milliseconds(1)); });
  proc::wait_until([&] { return paced.wake_ups >= 5; });
  paced.shutdown();
}

}  // namespace
}  // namespace socketserver
