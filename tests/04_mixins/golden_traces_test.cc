// Replays the scenarios of threading and forking servers that were recorded
// from CPython, hook by hook, thread by thread and process by process.
//
// The recorder is what the mix-in goes around, so it doesn't see the functions
// that are the mix-in itself, process_request, process_request_thread and
// collect_children: they are taken out of what was recorded.

#include "tests/support/golden_traces.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/server_options.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/recorder.h"

#include <chrono>
#include <regex>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::string recorded(const std::string& scenario, const std::string& who) {
  return std::regex_replace(read_golden_traces().at(scenario).at(who),
                            std::regex("process_request(_thread)? | "
                                       "collect_children"),
                            "");
}

// Those of the thread that serves, and those of another thread or a child.
struct Hooks {
  std::string here;
  std::string elsewhere;
};

// The hooks of a server that is visited, up to its close.
template <template <typename> typename MixIn, typename Base, typename Handler,
          typename Visit>
Hooks visit(HookLog& log, Visit visitor) {
  MixIn<Recorder<Base>> server(kAnyPort, log, handled_by<Handler>(&log));
  visitor(server);
  server.server_close();
  constexpr bool kForks = requires {
    server.active_children();
  };
  return {
      .here = log.hooks_here(),
      .elsewhere = kForks ? log.hooks_in_children() : log.hooks_elsewhere()};
}

// With one client of a TCP server.
template <template <typename> typename MixIn>
Hooks visit_tcp(const std::string& failing = "",
                Thrown thrown = Thrown::kNothing) {
  HookLog log(failing, thrown);
  return visit<MixIn, TCPServer, RecordingHandler<StreamRequestHandler>>(
      log, [](auto& server) {
        const Client client(server.server_address());
        server.handle_request();
      });
}

// A deviation: C++ has no SystemExit. An exception of no known type stands for
// it, and goes to handle_error like all others.
std::string with_handle_error(const std::string& hooks) {
  return std::regex_replace(hooks, std::regex("h.finish "),
                            "h.finish handle_error ");
}

TEST(GoldenTracesTest, ThreadingTcpOk) {
  const Hooks hooks = visit_tcp<ThreadingMixIn>();
  EXPECT_EQ(hooks.here, recorded("Threading TCP ok", "P"));
  EXPECT_EQ(hooks.elsewhere, recorded("Threading TCP ok", "T"));
}

TEST(GoldenTracesTest, ThreadingTcpHandlerRaises) {
  const std::string scenario = "Threading TCP handler raises ValueError";
  const Hooks hooks = visit_tcp<ThreadingMixIn>("h.handle", Thrown::kException);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, recorded(scenario, "T"));
}

TEST(GoldenTracesTest, ThreadingTcpHandlerRaisesWhatIsNoException) {
  const std::string scenario = "Threading TCP handler raises SystemExit";
  const Hooks hooks = visit_tcp<ThreadingMixIn>("h.handle", Thrown::kInt);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, with_handle_error(recorded(scenario, "T")));
}

TEST(GoldenTracesTest, ForkingTcpOk) {
  const Hooks hooks = visit_tcp<ForkingMixIn>();
  EXPECT_EQ(hooks.here, recorded("Forking TCP ok", "P"));
  EXPECT_EQ(hooks.elsewhere, recorded("Forking TCP ok", "C"));
}

TEST(GoldenTracesTest, ForkingTcpHandlerRaises) {
  const std::string scenario = "Forking TCP handler raises ValueError";
  const Hooks hooks = visit_tcp<ForkingMixIn>("h.handle", Thrown::kException);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, recorded(scenario, "C"));
}

TEST(GoldenTracesTest, ForkingTcpHandlerRaisesWhatIsNoException) {
  const std::string scenario = "Forking TCP handler raises SystemExit";
  const Hooks hooks = visit_tcp<ForkingMixIn>("h.handle", Thrown::kInt);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, with_handle_error(recorded(scenario, "C")));
}

TEST(GoldenTracesTest, ForkingTcpWithoutAClient) {
  HookLog log;
  ForkingMixIn<Recorder<TCPServer>> server(
      kAnyPort, log, handled_by<RecordingHandler<StreamRequestHandler>>(&log),
      ServerOptions{.timeout = std::chrono::milliseconds(50)});
  server.handle_request();
  server.server_close();
  EXPECT_EQ(log.hooks_here(), recorded("Forking TCP no client, timeout", "P"));
}

TEST(GoldenTracesTest, ForkingUdpOk) {
  HookLog log;
  const Hooks hooks =
      visit<ForkingMixIn, UDPServer, RecordingHandler<DatagramRequestHandler>>(
          log, [](auto& server) {
            DatagramClient client(server.server_address());
            client.send("hello");
            server.handle_request();
          });
  EXPECT_EQ(hooks.here, recorded("Forking UDP ok", "P"));
  EXPECT_EQ(hooks.elsewhere, recorded("Forking UDP ok", "C"));
}

// How often the loop wakes up is a matter of time, so that each further
// service_actions counts for nothing.
TEST(GoldenTracesTest, ForkingTcpServeForeverThenShutdown) {
  const std::string scenario =
      "Forking TCP serve_forever one client then shutdown";
  HookLog log;
  const Hooks hooks =
      visit<ForkingMixIn, TCPServer, RecordingHandler<StreamRequestHandler>>(
          log, [](auto& server) {
            std::jthread client([&server] {
              EXPECT_EQ(Client(server.server_address()).read_all(),
                        "hello world\n");
              server.shutdown();
            });
            server.serve_forever();
          });
  EXPECT_EQ(hooks.here, std::regex_replace(recorded(scenario, "P"),
                                           std::regex("(service_actions )+"),
                                           "service_actions "));
  EXPECT_EQ(hooks.elsewhere, recorded(scenario, "C"));
}

}  // namespace
}  // namespace socketserver
