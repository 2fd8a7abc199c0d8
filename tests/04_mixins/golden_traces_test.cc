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

struct Hooks {
  std::string serving_thread;
  std::string request_thread;
};

// One client, one handle_request, one server_close.
Hooks replay(const std::string& failing = "",
             Thrown thrown = Thrown::kNothing) {
  HookLog log(failing, thrown);
  ThreadingMixIn<Recorder<TCPServer>> server(
      kAnyPort, log, handled_by<RecordingHandler<StreamRequestHandler>>(&log));
  const Client client(server.server_address());
  server.handle_request();
  server.server_close();
  return {.serving_thread = log.hooks_here(),
          .request_thread = log.hooks_elsewhere()};
}

TEST(GoldenTracesTest, ThreadingTcpOk) {
  const Hooks hooks = replay();
  EXPECT_EQ(hooks.serving_thread, recorded("Threading TCP ok", "P"));
  EXPECT_EQ(hooks.request_thread, recorded("Threading TCP ok", "T"));
}

TEST(GoldenTracesTest, ThreadingTcpHandlerRaises) {
  const std::string scenario = "Threading TCP handler raises ValueError";
  const Hooks hooks = replay("h.handle", Thrown::kException);
  EXPECT_EQ(hooks.serving_thread, recorded(scenario, "P"));
  EXPECT_EQ(hooks.request_thread, recorded(scenario, "T"));
}

// A deviation: C++ has no SystemExit. An exception of no known type stands for
// it, and goes to handle_error like all others.
TEST(GoldenTracesTest, ThreadingTcpHandlerRaisesWhatIsNoException) {
  const std::string scenario = "Threading TCP handler raises SystemExit";
  const Hooks hooks = replay("h.handle", Thrown::kInt);
  EXPECT_EQ(hooks.serving_thread, recorded(scenario, "P"));
  EXPECT_EQ(hooks.request_thread,
            std::regex_replace(recorded(scenario, "T"), std::regex("h.finish "),
                               "h.finish handle_error "));
}

struct ForkedHooks {
  std::string parent;
  std::string child;
};

template <typename Base, typename Handler, typename Visit>
ForkedHooks replay_forking(Visit visit, const std::string& failing = "",
                           Thrown thrown = Thrown::kNothing) {
  HookLog log(failing, thrown);
  ForkingMixIn<Recorder<Base>> server(kAnyPort, log, handled_by<Handler>(&log));
  visit(server);
  server.server_close();
  return {.parent = log.hooks_here(), .child = log.hooks_in_children()};
}

ForkedHooks replay_forking_tcp(const std::string& failing = "",
                               Thrown thrown = Thrown::kNothing) {
  return replay_forking<TCPServer, RecordingHandler<StreamRequestHandler>>(
      [](auto& server) {
        const Client client(server.server_address());
        server.handle_request();
      },
      failing, thrown);
}

TEST(GoldenTracesTest, ForkingTcpOk) {
  const ForkedHooks hooks = replay_forking_tcp();
  EXPECT_EQ(hooks.parent, recorded("Forking TCP ok", "P"));
  EXPECT_EQ(hooks.child, recorded("Forking TCP ok", "C"));
}

TEST(GoldenTracesTest, ForkingTcpHandlerRaises) {
  const std::string scenario = "Forking TCP handler raises ValueError";
  const ForkedHooks hooks = replay_forking_tcp("h.handle", Thrown::kException);
  EXPECT_EQ(hooks.parent, recorded(scenario, "P"));
  EXPECT_EQ(hooks.child, recorded(scenario, "C"));
}

// The same deviation as with threads.
TEST(GoldenTracesTest, ForkingTcpHandlerRaisesWhatIsNoException) {
  const std::string scenario = "Forking TCP handler raises SystemExit";
  const ForkedHooks hooks = replay_forking_tcp("h.handle", Thrown::kInt);
  EXPECT_EQ(hooks.parent, recorded(scenario, "P"));
  EXPECT_EQ(hooks.child,
            std::regex_replace(recorded(scenario, "C"), std::regex("h.finish "),
                               "h.finish handle_error "));
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
  const ForkedHooks hooks =
      replay_forking<UDPServer, RecordingHandler<DatagramRequestHandler>>(
          [](auto& server) {
            DatagramClient client(server.server_address());
            client.send("hello");
            server.handle_request();
          });
  EXPECT_EQ(hooks.parent, recorded("Forking UDP ok", "P"));
  EXPECT_EQ(hooks.child, recorded("Forking UDP ok", "C"));
}

// How often the loop wakes up is a matter of time, so that each further
// service_actions counts for nothing.
TEST(GoldenTracesTest, ForkingTcpServeForeverThenShutdown) {
  const std::string scenario =
      "Forking TCP serve_forever one client then shutdown";
  const ForkedHooks hooks =
      replay_forking<TCPServer, RecordingHandler<StreamRequestHandler>>(
          [](auto& server) {
            std::jthread client([&server] {
              EXPECT_EQ(Client(server.server_address()).read_all(),
                        "hello world\n");
              server.shutdown();
            });
            server.serve_forever();
          });
  EXPECT_EQ(hooks.parent, std::regex_replace(recorded(scenario, "P"),
                                             std::regex("(service_actions )+"),
                                             "service_actions "));
  EXPECT_EQ(hooks.child, recorded(scenario, "C"));
}

}  // namespace
}  // namespace socketserver
