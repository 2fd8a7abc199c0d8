// ForkingMixIn: who does what in which process, and what becomes of the
// children. No handler here waits until its client closes: a child inherits the
// client's socket, too, and would keep it open.

#include "chapters/04_mixins/forking_mix_in.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/server_concept.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <concepts>
#include <csignal>
#include <exception>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

static_assert(std::is_final_v<ForkingTCPServer>);
static_assert(std::derived_from<ForkingTCPServer, TCPServer>);
static_assert(std::derived_from<ForkingUnixDatagramServer, UDPServer>);
static_assert(!Server<ForkingTCPServer>);

// Says who serves.
RequestHandlerClass whoami() {
  return handled_with([](FunctionHandler& handler) {
    handler.wfile.write(std::to_string(::getpid()));
  });
}

// The status with which `pid` has ended, a child that nobody has reaped.
int exit_status(pid_t pid) {
  siginfo_t info{};
  check(::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT),
        "waitid");
  return info.si_status;
}

TEST(ForkingMixInTest, TheParentAcceptsAndAChildDoesTheRest) {
  ForkingTCPServer server(kAnyPort, whoami());
  Client client(server.server_address());
  server.handle_request();
  const auto children = server.active_children();
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(client.read_all(), std::to_string(*children.begin()));
  server.server_close();
  EXPECT_TRUE(server.active_children().empty());
}

TEST(ForkingMixInTest, TheStatusOfAChildTellsWhetherItServed) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    bool shutdown_fails = false;

   protected:
    void shutdown_request(Request& request) override {
      TCPServer::shutdown_request(request);
      if (shutdown_fails) {
        throw std::invalid_argument("shutdown_request");
      }
    }
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {}
  };
  const struct {
    FunctionHandler::Function handle;
    bool shutdown_fails;
    int status;
  } cases[] = {
      {[](FunctionHandler&) {}, false, 0},
      {[](FunctionHandler&) { throw std::invalid_argument("no"); }, false, 1},
      {[](FunctionHandler&) { throw 1; }, false, 1},
      {[](FunctionHandler&) {}, true, 1},
  };
  for (const auto& [handle, shutdown_fails, status] : cases) {
    ForkingMixIn<Server> server(kAnyPort, handled_with(handle));
    server.shutdown_fails = shutdown_fails;
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "");
    EXPECT_EQ(exit_status(*server.active_children().begin()), status);
  }
}

TEST(ForkingMixInTest, AChildAsksItsBaseToLetGoOfWhatIsTheParents) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    bool asked = false;

   protected:
    void close_in_child() noexcept override { asked = true; }
  };
  ForkingMixIn<Server> server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        handler.wfile.write(dynamic_cast<Server&>(handler.server).asked
                                ? "asked"
                                : "not asked");
      }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "asked");
  EXPECT_FALSE(server.asked);  // In the parent.
}

// Ctrl-C and a manager's SIGTERM reach the whole process group, and an answer
// is to be finished.
TEST(ForkingMixInTest, AChildOutlivesSigtermAndOneSigint) {
  ForkingTCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                            ::raise(SIGTERM);
                            ::raise(SIGINT);
                            ::raise(SIGTERM);
                            handler.wfile.write("finished\n");
                            ::raise(SIGINT);
                          }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "finished\n");
  EXPECT_EQ(exit_status(*server.active_children().begin()), SIGINT);
}

// A child can neither stop nor close its parent's server.
TEST(ForkingMixInTest, AChildDoesNotDisturbItsParent) {
  ForkingTCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                            handler.server.shutdown();
                            handler.server.server_close();
                            handler.wfile.write("closed\n");
                          }));
  const ServeInBackground serving(server);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Client(server.server_address()).read_all(), "closed\n");
  }
}

TEST(ForkingMixInTest, WithoutBlockOnCloseNobodyWaits) {
  ForkingTCPServer server(
      ForkingOptions{.block_on_close = false}, kAnyPort,
      handled_with([](FunctionHandler& handler) { handler.rfile.readline(); }));
  Client client(server.server_address());
  server.handle_request();
  server.server_close();
  ASSERT_EQ(server.active_children().size(), 1U);
  EXPECT_EQ(client.exchange("go on\n"), "");
  server.collect_children(/*blocking=*/true);
  EXPECT_TRUE(server.active_children().empty());
}

TEST(ForkingMixInTest, TimeoutIsPythonsUnlessTheServerHasOne) {
  using std::chrono::seconds;
  EXPECT_EQ(ForkingTCPServer(kAnyPort, hello()).timeout(), seconds(300));
  EXPECT_EQ(
      ForkingTCPServer(kAnyPort, hello(), {.timeout = seconds(1)}).timeout(),
      seconds(1));
  EXPECT_EQ(
      ForkingTCPServer(ForkingOptions{.timeout = seconds(2)}, kAnyPort, hello())
          .timeout(),
      seconds(2));
}

TEST(ForkingMixInTest, TheServerMayHaveNoRoomEither) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    bool open = false;

   protected:
    [[nodiscard]] bool has_room() const noexcept override { return open; }
  };
  ForkingMixIn<Server> server(
      kAnyPort, hello(),
      ServerOptions{.timeout = std::chrono::milliseconds(0)});
  Client client(server.server_address());
  server.handle_request();
  EXPECT_TRUE(server.active_children().empty());
  server.open = true;
  server.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

TEST(ForkingMixInTest, DatagramsAreAnsweredFromChildren) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override { wfile.write(std::to_string(::getpid())); }
  };
  ForkingUDPServer server(kAnyPort, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("who?");
  server.handle_request();
  EXPECT_EQ(client.receive(),
            std::to_string(*server.active_children().begin()));
}

// A child has closed its descriptor of the listener. If its handler closes the
// server, too, what has that number by now stays open. Red: ::close(fileno())
// in process_request_child.
TEST(ForkingMixInTest, AChildMayCloseTheServer) {
  ForkingTCPServer server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        const int with_its_number = ::dup(handler.connection.fileno());
        handler.server.server_close();
        handler.wfile.write(::fcntl(with_its_number, F_GETFD) == -1 ? "closed\n"
                                                                    : "open\n");
      }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "open\n");
}

}  // namespace
}  // namespace socketserver
