// The steps of a request, and the time between them.

#include "chapters/03_class_hierarchy/base_server.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <fcntl.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Whoever overrides server_bind or server_activate calls both himself.
TEST(BaseServerTest, ADerivedServerBindRuns) {
  class Server : public TCPServer {
   public:
    explicit Server(RequestHandlerClass handler)
        : TCPServer(kAnyPort, std::move(handler),
                    {.bind_and_activate = false}) {
      bind_and_activate();
    }
    void server_bind() override {
      TCPServer::server_bind();
      bound = true;
    }
    bool bound = false;
  };
  Server server(hello());
  EXPECT_TRUE(server.bound);
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
}

TEST(BaseServerTest, TheListenerIsClosedOnExec) {
  const TCPServer server(kAnyPort, hello());
  EXPECT_NE(::fcntl(server.fileno(), F_GETFD) & FD_CLOEXEC, 0);
}

// Neither finish() nor handle_error is called while an exception is being
// handled: one belongs to a thread, which may serve others while these wait.
TEST(BaseServerTest, NothingRunsInsideACatchClause) {
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
  class Server : public ErrorKeeper<TCPServer> {
   public:
    using ErrorKeeper::ErrorKeeper;

   protected:
    void handle_error(Request& request, const Address& client,
                      const std::exception_ptr& thrown) override {
      Handler::note();
      ErrorKeeper::handle_error(request, client, thrown);
    }
  };
  inside.clear();
  Server server(kAnyPort, handled_by<Handler>());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(server.error, "std::runtime_error: of the handler");
  EXPECT_EQ(inside, (std::vector<bool>{false, false}));
}

// Red: accept_failed is called in the catch clause.
TEST(BaseServerTest, NorDoesAHookOfAFailedAccept) {
  struct : TCPServer {
    using TCPServer::TCPServer;
    int called = 0;

   protected:
    ClientRequest get_request() override {
      throw std::system_error(EMFILE, std::system_category(), "get_request");
    }
    void handle_accept_error(const std::system_error& error) override {
      EXPECT_EQ(error.code(), std::errc::too_many_files_open);
      EXPECT_EQ(std::current_exception(), nullptr);
      ++called;
      throw std::runtime_error("handle_accept_error");
    }
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {
      EXPECT_EQ(std::current_exception(), nullptr);
      ++called;
    }
  } server(kAnyPort, hello());
  const Client client(server.server_address());
  server.handle_request();
  server.handle_request();
  EXPECT_EQ(server.called, 2);
}

// What failed first is the cause. Red: finish's exception in its place.
TEST(BaseServerTest, TheFirstCauseIsReported) {
  class Handler : public StreamRequestHandler {
   public:
    using StreamRequestHandler::StreamRequestHandler;
    void handle() override { throw std::runtime_error("of handle"); }
    void finish() override { throw std::runtime_error("of finish"); }
  };
  testing::internal::CaptureStderr();
  TCPServer server(kAnyPort, handled_by<Handler>());
  const Client client(server.server_address());
  server.handle_request();
  const std::string report = testing::internal::GetCapturedStderr();
  EXPECT_NE(report.find("of handle"), std::string::npos) << report;
  EXPECT_EQ(report.find("of finish"), std::string::npos) << report;
}

// Who has a better use for the time, as an event loop has, overrides it.
TEST(BaseServerTest, AHandlerPausesAsItsServerLikes) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void pause(std::chrono::nanoseconds duration) override {
      paused += duration;
    }
    std::chrono::nanoseconds paused{};
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

TEST(BaseServerTest, APauseIsASleepOtherwise) {
  TCPServer server(kAnyPort, hello());
  const auto begin = std::chrono::steady_clock::now();
  server.pause(std::chrono::milliseconds(5));
  EXPECT_GE(std::chrono::steady_clock::now() - begin,
            std::chrono::milliseconds(5));
}

}  // namespace
}  // namespace socketserver
