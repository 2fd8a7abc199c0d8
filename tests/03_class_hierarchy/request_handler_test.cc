#include "chapters/03_class_hierarchy/request_handler.h"

#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/tour/temporary_directory.h"
#include "tests/support/client.h"
#include "tests/support/handlers.h"
#include "tests/support/test_servers.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <thread>
#include <variant>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const Address any_port = Address::ipv4("127.0.0.1", 0);

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
  TCPServer server(any_port, handled_by<UpperHandler>());
  std::jthread thread([&server] { server.serve_forever(); });
  EXPECT_EQ(Client(server.server_address()).exchange("hello\n"), "HELLO\n");
  server.shutdown();
}

TEST(RequestHandlerTest, KnowsItsRequestItsClientAndItsServer) {
  Address client_address;
  const BaseServer* its_server = nullptr;
  TCPServer server(any_port, handled_with([&](FunctionHandler& handler) {
                     client_address = handler.client_address;
                     its_server = &handler.server;
                   }));
  const Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client_address, Address::getsockname(client.fileno()));
  EXPECT_EQ(its_server, &server);
}

// What a server reports through handle_error, if anything.
template <typename Base>
class ErrorCounter : public Base {
 public:
  using Base::Base;
  int errors = 0;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/) override {
    ++errors;
  }
};

TEST(StreamRequestHandlerTest, MayCloseItsFilesAndItsRequestItself) {
  ErrorCounter<TCPServer> server(any_port,
                                 handled_with([](FunctionHandler& handler) {
                                   handler.wfile.write("bye");
                                   handler.wfile.close();
                                   handler.rfile.close();
                                   std::get<UniqueFd>(handler.request).reset();
                                 }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "bye");
  EXPECT_EQ(server.errors, 0);
}

TEST(StreamRequestHandlerTest, WhatIsBufferedIsSentAtTheEndAlsoAfterAnError) {
  ErrorCounter<TCPServer> server(any_port,
                                 handled_with(
                                     [](FunctionHandler& handler) {
                                       handler.wfile.write("half");
                                       throw std::runtime_error("no more");
                                     },
                                     {.wbufsize = 100}));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "half");
  EXPECT_EQ(server.errors, 1);
}

TEST(StreamRequestHandlerTest, ASilentClientTimesOut) {
  ErrorCounter<TCPServer> server(
      any_port,
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
  ErrorCounter<TCPServer> tcp(any_port, handler);
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
      any_port, handled_with([](FunctionHandler& /*handler*/) {}));
  DatagramClient client(server.server_address());
  client.send("hello");
  server.handle_request();
  EXPECT_EQ(server.errors, 1);
}

// Sends back how long the datagram was as it came, and whether it was cut.
class MeasuringHandler : public DatagramRequestHandler {
 public:
  using DatagramRequestHandler::DatagramRequestHandler;
  void handle() override {
    wfile.write(std::to_string(rfile.read().size()) +
                (packet.truncated ? " cut" : ""));
  }
};

TEST(DatagramRequestHandlerTest, ATruncatedDatagramSaysSo) {
  UDPServer server(any_port, handled_by<MeasuringHandler>());
  DatagramClient client(server.server_address());
  const struct {
    std::size_t size;
    const char* answer;
  } cases[] = {{0, "0"},
               {1, "1"},
               {8192, "8192"},
               {8193, "8192 cut"},
               {20000, "8192 cut"}};
  for (const auto& [size, answer] : cases) {
    client.send(std::string(size, 'x'));
    server.handle_request();
    EXPECT_EQ(client.receive(), answer);
  }
}

// Python's behaviour: one datagram goes back whatever happens.
TEST(DatagramRequestHandlerTest, AnswersWithOneDatagramAlsoWhenEmptyOrFailed) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override {
      if (packet.data == "fail") {
        wfile.write("half");
        throw std::runtime_error("no more");
      }
    }
  };
  ErrorCounter<UDPServer> server(any_port, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(client.receive(), "");
  client.send("fail");
  server.handle_request();
  EXPECT_EQ(client.receive(), "half");
  EXPECT_EQ(server.errors, 1);
}

TEST(DatagramRequestHandlerTest, AnAnswerTooLongForADatagramIsAnError) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override { wfile.write(std::string(65508, 'x')); }
  };
  ErrorCounter<UDPServer> server(any_port, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(server.errors, 1);
}

}  // namespace
}  // namespace socketserver
