#include "chapters/03_class_hierarchy/request_handler.h"

#include "chapters/03_class_hierarchy/request_handler_class.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/ask.h"
#include "tests/support/handlers.h"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::string to_upper(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) {
    return static_cast<char>(std::toupper(c));
  });
  return text;
}

// All the ceremony there is: a class, and one line for the server.
class UpperHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write(to_upper(rfile.readline())); }
};

TEST(RequestHandlerTest, TheSampleWorks) {
  TCPServer server(kAnyPort, handled_by<UpperHandler>());
  std::jthread thread([&server] { server.serve_forever(); });
  EXPECT_EQ(Client(server.server_address()).exchange("hello\n"), "HELLO\n");
  server.shutdown();
}

TEST(RequestHandlerTest, KnowsItsRequestItsClientAndItsServer) {
  Address client_address;
  const BaseServer* its_server = nullptr;
  TCPServer server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                     client_address = handler.client_address;
                     its_server = &handler.server;
                   }));
  const Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client_address, Address::getsockname(client.fileno()));
  EXPECT_EQ(its_server, &server);
}

// A server with that handler serves one client, who reads `answer`.
void expect_answer(const RequestHandlerClass& handler,
                   const std::string& answer, int errors) {
  ErrorCounter<TCPServer> server(kAnyPort, handler);
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), answer);
  EXPECT_EQ(server.errors, errors);
}

TEST(StreamRequestHandlerTest, MayCloseItsFilesAndItsRequestItself) {
  expect_answer(handled_with([](FunctionHandler& handler) {
                  handler.wfile.write("bye");
                  handler.wfile.close();
                  handler.rfile.close();
                  handler.request = Stream();
                }),
                "bye", /*errors=*/0);
}

// What a handler has buffered when it closes its request is lost: the
// descriptor's number may be somebody else's when finish() comes to it.
TEST(StreamRequestHandlerTest, ABufferedAnswerNeverGoesToAnotherClient) {
  SocketPair other;
  TCPServer server(kAnyPort, handled_with(
                                 [&](FunctionHandler& handler) {
                                   handler.wfile.write("secret");
                                   const int number =
                                       handler.connection.fileno();
                                   handler.request = Stream();
                                   ::dup2(other.left.get(), number);
                                 },
                                 {.wbufsize = 100}));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
  char byte = 0;
  EXPECT_EQ(::recv(other.right.get(), &byte, 1, MSG_DONTWAIT), -1);
}

TEST(StreamRequestHandlerTest, WhatIsBufferedIsSentAtTheEndAlsoAfterAnError) {
  expect_answer(handled_with(
                    [](FunctionHandler& handler) {
                      handler.wfile.write("half");
                      throw std::runtime_error("no more");
                    },
                    {.wbufsize = 100}),
                "half", /*errors=*/1);
}

TEST(StreamRequestHandlerTest, TheEndReachesTheClientThoughTheSocketLivesOn) {
  UniqueFd kept;
  TCPServer server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                     kept.reset(::dup(handler.connection.fileno()));
                   }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
}

TEST(StreamRequestHandlerTest, ASilentClientTimesOut) {
  ErrorCounter<TCPServer> server(
      kAnyPort,
      handled_with([](FunctionHandler& handler) { handler.rfile.readline(); },
                   {.timeout = std::chrono::milliseconds(20)}));
  Client silent(server.server_address());
  server.handle_request();
  EXPECT_EQ(silent.read_all(), "");
  EXPECT_EQ(server.errors, 1);
}

TEST(StreamRequestHandlerTest, NagleCanBeDisabledOnTcpOnly) {
  const RequestHandlerClass handler =
      handled_with([](FunctionHandler& each) { each.wfile.write("fast"); },
                   {.disable_nagle_algorithm = true});
  ErrorCounter<TCPServer> tcp(kAnyPort, handler);
  Client client(tcp.server_address());
  tcp.handle_request();
  EXPECT_EQ(client.read_all(), "fast");
  EXPECT_EQ(tcp.errors, 0);

  const TemporaryDirectory directory;
  ErrorCounter<UnixStreamServer> unix_server(
      Address::unix_path(directory / "server"), handler);
  Client unix_client(unix_server.server_address());
  unix_server.handle_request();
  EXPECT_EQ(unix_client.read_all(), "");
  EXPECT_EQ(unix_server.errors, 1);
}

TEST(StreamRequestHandlerTest, IsNoneForDatagrams) {
  ErrorCounter<UDPServer> server(
      kAnyPort, handled_with([](FunctionHandler& /*handler*/) {}));
  DatagramClient client(server.server_address());
  client.send("hello");
  server.handle_request();
  EXPECT_EQ(server.errors, 1);
}

// One object serves all threads. Red: a std::function, which takes what changes
// itself.
TEST(RequestHandlerClassTest, TakesNothingThatChangesItself) {
  const auto constant = [](Request&, const Address&, BaseServer&) {};
  int count = 0;
  auto counting = [count](Request&, const Address&, BaseServer&) mutable {
    ++count;
  };
  static_assert(
      std::constructible_from<RequestHandlerClass, decltype(constant)>);
  static_assert(
      !std::constructible_from<RequestHandlerClass, decltype(counting)>);
  static_assert(!std::constructible_from<RequestHandlerClass, std::nullptr_t>);
}

// Red: the first client finds out.
TEST(RequestHandlerClassTest, AnEmptyFunctionIsRefusedAtOnce) {
  const std::function<void(Request&, const Address&, BaseServer&)> empty;
  EXPECT_THROW(TCPServer(kAnyPort, empty), std::invalid_argument);
}

}  // namespace
}  // namespace socketserver
