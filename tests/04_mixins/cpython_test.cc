// CPython's own tests of socketserver, as far as they are about threading and
// forking servers. Each bears the name it has there.

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"
#include "tests/support/socket_server_test.h"

#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// test_ThreadingTCPServer, test_ThreadingUDPServer,
// test_ThreadingUnixStreamServer, test_ThreadingUnixDatagramServer.
using Servers =
    testing::Types<ThreadingTCPServer, ThreadingUDPServer,
                   ThreadingUnixStreamServer, ThreadingUnixDatagramServer>;
INSTANTIATE_TYPED_TEST_SUITE_P(Threading, SocketServerTest, Servers);

// test_ForkingTCPServer, test_ForkingUDPServer, test_ForkingUnixStreamServer,
// test_ForkingUnixDatagramServer.
using ForkingServers =
    testing::Types<ForkingTCPServer, ForkingUDPServer, ForkingUnixStreamServer,
                   ForkingUnixDatagramServer>;
INSTANTIATE_TYPED_TEST_SUITE_P(Forking, SocketServerTest, ForkingServers);

// test_close_immediately.
TEST(CPythonTest, CloseImmediately) {
  ThreadingTCPServer server(kAnyPort, hello());
  server.server_close();
  EXPECT_EQ(server.fileno(), -1);
}

// One request of a server with that mix-in, whose handler throws.
template <template <typename> typename MixIn>
void serve_one_that_throws(HookLog& log) {
  MixIn<Recorder<TCPServer>> server(
      kAnyPort, log, handled_by<RecordingHandler<StreamRequestHandler>>(&log));
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
  server.server_close();
  EXPECT_TRUE(proc::children(::getpid()).empty());
}

// test_threading_handled and test_threading_not_handled. C++ has no exception
// that means "end the thread": everything is handled, and nothing escapes.
TEST(CPythonTest, ThreadingHandled) {
  for (const Thrown thrown : {Thrown::kException, Thrown::kInt}) {
    HookLog log("h.handle", thrown);
    serve_one_that_throws<ThreadingMixIn>(log);
    EXPECT_NE(log.hooks_elsewhere().find("h.handle h.finish handle_error"),
              std::string::npos);
  }
}

// test_forking_handled and test_forking_not_handled, with the same difference;
// the parent is unaffected.
TEST(CPythonTest, ForkingHandled) {
  for (const Thrown thrown : {Thrown::kException, Thrown::kInt}) {
    HookLog log("h.handle", thrown);
    serve_one_that_throws<ForkingMixIn>(log);
    EXPECT_EQ(log.hooks_here().find("handle_error"), std::string::npos);
    EXPECT_NE(log.hooks_in_children().find("h.handle h.finish handle_error"),
              std::string::npos);
  }
}

// test_threads_reaped: they end. That they are joined, too, is for B1 to show.
TEST(CPythonTest, ThreadsReaped) {
  ThreadingTCPServer server(kAnyPort, hello());
  for (int i = 0; i < 10; ++i) {
    Client client(server.server_address());
    server.handle_request();
    EXPECT_EQ(client.read_all(), "hello world\n");
  }
  EXPECT_LT(
      std::distance(std::filesystem::directory_iterator("/proc/self/task"), {}),
      10);
}

}  // namespace
}  // namespace socketserver
