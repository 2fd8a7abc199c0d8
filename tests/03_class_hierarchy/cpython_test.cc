// CPython's own tests of socketserver, as far as they are about synchronous
// servers, with stricter figures. Each bears the name it has there.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"
#include "tests/support/signal_storm.h"
#include "tests/support/socket_server_test.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <concepts>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// The class diagram of Python's module.
static_assert(std::derived_from<TCPServer, BaseServer>);
static_assert(std::derived_from<UDPServer, TCPServer>);
static_assert(std::derived_from<UnixStreamServer, TCPServer>);
static_assert(std::derived_from<UnixDatagramServer, UDPServer>);
static_assert(!std::derived_from<UnixStreamServer, UDPServer>);
static_assert(!std::derived_from<UnixDatagramServer, UnixStreamServer>);

// test_TCPServer, test_UDPServer, test_UnixStreamServer,
// test_UnixDatagramServer.
using Servers =
    testing::Types<TCPServer, UDPServer, UnixStreamServer, UnixDatagramServer>;
INSTANTIATE_TYPED_TEST_SUITE_P(Synchronous, SocketServerTest, Servers);

// test_shutdown: CPython does it 20 times.
TEST(CPythonTest, Shutdown) {
  for (int i = 0; i < 1000; ++i) {
    TCPServer server(kAnyPort, hello());
    std::jthread thread([&server] { server.serve_forever(); });
    server.shutdown();
  }
}

// test_tcpserver_bind_leak.
TEST(CPythonTest, TcpserverBindLeak) {
  const TCPServer taken(kAnyPort, hello());
  const auto before = proc::descriptors(::getpid());
  for (int i = 0; i < 50; ++i) {
    EXPECT_THROW(TCPServer(taken.server_address(), hello()), std::system_error);
    EXPECT_THROW(TCPServer(Address::ipv4("192.0.2.1", 0), hello()),
                 std::system_error);
    EXPECT_THROW(TCPServer(Address::unix_path("/nowhere/at/all"), hello()),
                 std::invalid_argument);
    EXPECT_THROW(
        UnixStreamServer(Address::unix_path("/nowhere/at/all"), hello()),
        std::system_error);
  }
  EXPECT_EQ(proc::descriptors(::getpid()), before);
}

// test_context_manager.
TEST(CPythonTest, ContextManager) {
  const auto before = proc::descriptors(::getpid());
  {
    const TCPServer server(kAnyPort, hello());
    EXPECT_EQ(proc::sockets(::getpid()), std::vector<int>{server.fileno()});
  }
  EXPECT_EQ(proc::descriptors(::getpid()), before);
}

// test_sync_handled and test_sync_not_handled. C++ has no exception that means
// "end the process": everything is handled. Red: catch (const std::exception&).
TEST(CPythonTest, SyncHandled) {
  for (const Thrown thrown :
       {Thrown::kException, Thrown::kOsError, Thrown::kInt}) {
    HookLog log("h.handle", thrown);
    Recorder<TCPServer> server(
        kAnyPort, log,
        handled_by<RecordingHandler<StreamRequestHandler>>(&log));
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "");
    EXPECT_NE(log.hooks().find("h.handle h.finish handle_error"),
              std::string::npos);
  }
}

// SocketWriterTest.test_basics: wfile is a file on the request's own socket.
TEST(CPythonTest, SocketWriterBasics) {
  bool same = false;
  TCPServer server(kAnyPort, handled_with([&same](FunctionHandler& handler) {
                     same = handler.wfile.fileno() ==
                                std::get<Stream>(handler.request).fileno() &&
                            handler.wfile.fileno() == handler.rfile.fileno();
                   }));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_TRUE(same);
}

// SocketWriterTest.test_write: a write sends at once, and all of it, however
// often a signal cuts it short.
TEST(CPythonTest, SocketWriterWrite) {
  constexpr std::size_t kSixteenMegabytes = std::size_t{16} << 20;
  const std::string large(kSixteenMegabytes, 'x');
  std::size_t written = 0;
  TCPServer server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                     handler.wfile.write("first line\n");
                     // Goes on only when the client has got that.
                     handler.rfile.readline();
                     const int small = 65536;
                     check(::setsockopt(handler.connection.fileno(), SOL_SOCKET,
                                        SO_SNDBUF, &small, sizeof small),
                           "setsockopt SO_SNDBUF");
                     const SignalStorm storm;
                     written = handler.wfile.write(large);
                   }));
  std::string answer;
  std::jthread thread([&] {
    Client client(server.server_address());
    std::array<char, 11> line{};
    check(::recv(client.fileno(), line.data(), line.size(), MSG_WAITALL),
          "recv");
    answer = client.exchange("go on\n");
  });
  server.handle_request();
  thread.join();
  EXPECT_EQ(written, large.size());
  EXPECT_EQ(answer, large);
}

// test_shutdown_request_called_if_verify_request_false. Red: no
// shutdown_request when verify_request says no.
TEST(CPythonTest, ShutdownRequestCalledIfVerifyRequestFalse) {
  HookLog log;
  Recorder<TCPServer> server(kAnyPort, log, hello());
  server.accepts = false;
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_TRUE(
      log.hooks().ends_with("verify_request shutdown_request close_request"))
      << log.hooks();
}

}  // namespace
}  // namespace socketserver
