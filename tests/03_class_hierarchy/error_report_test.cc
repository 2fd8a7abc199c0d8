// What handle_error prints by default.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <sys/eventfd.h>
#include <unwind.h>

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const std::string kRule(40, '-');

TEST(ErrorReportTest, NamesTheClientAndTheException) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& /*handler*/) {
                     throw std::system_error(EPIPE, std::system_category(),
                                             "send");
                   }));
  const Client client(server.server_address());
  testing::internal::CaptureStderr();
  server.handle_request();
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            kRule + "\nException occurred during processing of request from " +
                Address::getsockname(client.fileno()).to_string() +
                "\nstd::system_error: send: Broken pipe\n" + kRule + "\n");
}

TEST(ErrorReportTest, NamesWhatIsNoException) {
  TCPServer server(kAnyPort,
                   handled_with([](FunctionHandler& /*handler*/) { throw 1; }));
  const Client client(server.server_address());
  testing::internal::CaptureStderr();
  server.handle_request();
  EXPECT_NE(testing::internal::GetCapturedStderr().find("\nint\n"),
            std::string::npos);
}

// What a handler throws may hold what the client has sent. Red: the text as it
// is.
TEST(ErrorReportTest, NothingInItForgesALine) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& /*handler*/) {
                     throw std::runtime_error("a\nb\x1b[2J");
                   }));
  const Client client(server.server_address());
  testing::internal::CaptureStderr();
  server.handle_request();
  EXPECT_NE(testing::internal::GetCapturedStderr().find(
                "\nstd::runtime_error: a\\x0ab\\x1b[2J\n"),
            std::string::npos);
}

// As C code may throw it, which has been called from a handler. Red: the
// exception's type is asked for, and there is none.
TEST(ErrorReportTest, AnExceptionOfAnotherLanguageIsSaidToBeOne) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& /*handler*/) {
                     static _Unwind_Exception foreign{};
                     foreign.exception_cleanup = [](_Unwind_Reason_Code,
                                                    _Unwind_Exception*) {};
                     ::_Unwind_RaiseException(&foreign);
                   }));
  const Client client(server.server_address());
  testing::internal::CaptureStderr();
  server.handle_request();
  EXPECT_NE(testing::internal::GetCapturedStderr().find(
                "\nstd::runtime_error: an exception of another language\n"),
            std::string::npos);
}

// Red: only what handle_error has thrown.
TEST(ErrorReportTest, AFailingHandleErrorHidesNoCause) {
  class Server : public TCPServer {
   public:
    using TCPServer::TCPServer;

   protected:
    void handle_error(Request& /*request*/, const Address& /*client*/,
                      const std::exception_ptr& /*error*/) override {
      throw std::runtime_error("the second");
    }
  };
  Server server(kAnyPort, handled_with([](FunctionHandler& /*handler*/) {
                  throw std::runtime_error("the first");
                }));
  const Client client(server.server_address());
  testing::internal::CaptureStderr();
  server.handle_request();
  const std::string reports = testing::internal::GetCapturedStderr();
  const auto first = reports.find("the first");
  ASSERT_NE(first, std::string::npos) << reports;
  EXPECT_NE(reports.find("the second", first), std::string::npos) << reports;
}

TEST(ErrorReportTest, NamesAClientWithoutAName) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override { throw 1; }
  };
  UnixDatagramServer server(Address::unix_path(""), handled_by<Handler>());
  DatagramClient client(server.server_address(), DatagramClient::Name::kNone);
  client.send("");
  testing::internal::CaptureStderr();
  server.handle_request();
  EXPECT_NE(testing::internal::GetCapturedStderr().find(
                "request from a client without a name\n"),
            std::string::npos);
}

TEST(ErrorReportTest, WhatBelongsToNoRequestIsTheServers) {
  class Server : public TCPServer {
   public:
    Server() : TCPServer(kAnyPort, hello()) { watch(ready_.get(), kEventRead); }

   protected:
    void descriptor_ready(int fd, unsigned /*events*/) override {
      unwatch(fd);
      throw std::runtime_error("descriptor_ready");
    }
    void service_actions() override {
      shutdown();
      throw std::runtime_error("service_actions");
    }

   private:
    UniqueFd ready_{::eventfd(1, EFD_CLOEXEC)};
  };
  Server server;
  testing::internal::CaptureStderr();
  server.serve_forever();
  const std::string begin = kRule + "\nException occurred in the server\n";
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            begin + "std::runtime_error: descriptor_ready\n" + kRule + "\n" +
                begin + "std::runtime_error: service_actions\n" + kRule + "\n");
}

}  // namespace
}  // namespace socketserver
