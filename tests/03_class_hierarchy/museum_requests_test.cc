// The bug museum, what goes wrong on the way of a request: bugs that
// socketserver has or once had, and the guarantee that stands against each. A
// comment names the one-line change of ours that would bring the bug back.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"
#include "tests/support/signal_storm.h"

#include <unistd.h>

#include <cstddef>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Red: no attempt() around the hook concerned.
TEST(MuseumRequestsTest, B22NoHookAndNoHandlerCanEndTheServer) {
  for (const Thrown thrown : {Thrown::kException, Thrown::kInt}) {
    for (const std::string hook :
         {"get_request", "verify_request", "process_request", "finish_request",
          "shutdown_request", "close_request", "service_actions", "h.ctor",
          "h.setup", "h.handle", "h.finish"}) {
      HookLog log(hook, thrown);
      Recorder<TCPServer> server(
          kAnyPort, log,
          handled_by<RecordingHandler<StreamRequestHandler>>(&log));
      const ServeInBackground serving(server);
      if (hook == "get_request") {
        const Client client(server.server_address());
        proc::wait_until([&] {
          return log.hooks().find("handle_error") != std::string::npos;
        });
        continue;  // It never gets the client, so it can't close it either.
      }
      for (int i = 0; i < 2; ++i) {
        Client client(server.server_address());
        EXPECT_NO_THROW(client.read_all()) << hook;
      }
    }
  }
}

TEST(MuseumRequestsTest, B22HandleErrorThatThrows) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {
      throw std::invalid_argument("handle_error");
    }
  };
  Server server(kAnyPort,
                handled_with([](FunctionHandler& /*handler*/) { throw 1; }));
  const ServeInBackground serving(server);
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Client(server.server_address()).read_all(), "");
  }
}

// Red: a plain int in the place of TCPServer's UniqueFd.
TEST(MuseumRequestsTest, B24AFailedBindLeaksNoSocket) {
  const TCPServer taken(kAnyPort, hello());
  const auto before = proc::descriptors(::getpid());
  for (int i = 0; i < 50; ++i) {
    EXPECT_THROW(TCPServer(taken.server_address(), hello()), std::system_error);
  }
  EXPECT_EQ(proc::descriptors(::getpid()), before);
}

// Red: an `if` in the place of the `while` of sendall.
TEST(MuseumRequestsTest, B25AnAnswerIsSentWhole) {
  constexpr std::size_t kMegabytes = std::size_t{8} << 20;
  const std::string large(kMegabytes, 'x');
  TCPServer server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                     const SignalStorm storm;
                     handler.wfile.write(large);
                   }));
  const ServeInBackground serving(server);
  EXPECT_EQ(Client(server.server_address()).read_all(), large);
}

// Red: no catch around the flush in StreamRequestHandler::finish.
TEST(MuseumRequestsTest, B26AClientGoneBeforeTheFlushIsNoError) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {
      ++errors;
    }
    int errors = 0;
  };
  std::optional<Client> client;
  Server server(kAnyPort, handled_with(
                              [&](FunctionHandler& handler) {
                                handler.wfile.write("never arrives");
                                client->reset();
                              },
                              {.wbufsize = 100}));
  client.emplace(server.server_address());
  server.handle_request();
  EXPECT_EQ(server.errors, 0);
}

}  // namespace
}  // namespace socketserver
