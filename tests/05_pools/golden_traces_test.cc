// Replays the scenarios that were recorded from CPython with a pool: as one of
// its threading servers, hook by hook and thread by thread; and, with a single
// thread, as its sequential server.

#include "tests/support/golden_traces.h"

#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/05_pools/thread_pool_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/recorder.h"

#include <cstddef>
#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Without the functions that are the mix-in itself, which the recorder, inside
// of it, doesn't see.
std::string recorded(const std::string& scenario, const std::string& who) {
  return std::regex_replace(read_golden_traces().at(scenario).at(who),
                            std::regex("process_request(_thread)? "), "");
}

// A deviation: C++ has no SystemExit. An exception of no known type stands for
// it, and goes to handle_error like all others.
std::string with_handle_error(const std::string& hooks) {
  return std::regex_replace(hooks, std::regex("h.finish "),
                            "h.finish handle_error ");
}

// The hooks that the serving thread has called, and those of a worker.
struct Hooks {
  std::string here;
  std::string elsewhere;
};

// With one client of a server with four threads, up to the close.
Hooks visit(const std::string& failing = "", Thrown thrown = Thrown::kNothing) {
  HookLog log(failing, thrown);
  ThreadPoolMixIn<Recorder<TCPServer>> server(
      kAnyPort, log, handled_by<RecordingHandler<StreamRequestHandler>>(&log));
  const Client client(server.server_address());
  server.handle_request();
  server.server_close();
  return {.here = log.hooks_here(), .elsewhere = log.hooks_elsewhere()};
}

TEST(GoldenTracesTest, ThreadingTcpOk) {
  const Hooks hooks = visit();
  EXPECT_EQ(hooks.here, recorded("Threading TCP ok", "P"));
  EXPECT_EQ(hooks.elsewhere, recorded("Threading TCP ok", "T"));
}

TEST(GoldenTracesTest, ThreadingTcpHandlerRaises) {
  const std::string scenario = "Threading TCP handler raises ValueError";
  const Hooks hooks = visit("h.handle", Thrown::kException);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, recorded(scenario, "T"));
}

TEST(GoldenTracesTest, ThreadingTcpHandlerRaisesWhatIsNoException) {
  const std::string scenario = "Threading TCP handler raises SystemExit";
  const Hooks hooks = visit("h.handle", Thrown::kInt);
  EXPECT_EQ(hooks.here, recorded(scenario, "P"));
  EXPECT_EQ(hooks.elsewhere, with_handle_error(recorded(scenario, "T")));
}

// With a single thread a second client is not even accepted before all hooks of
// the first have been called. So up to there they stand in the order in which a
// sequential server calls them.
constexpr ThreadPoolOptions kOne{.threads = 1};

std::string up_to_the_second(const HookLog& log) {
  const std::string hooks = log.hooks();
  const std::string next = " get_request";
  return hooks.substr(0, hooks.find(next, hooks.find(next) + next.size()));
}

// The same of what was recorded: all that comes before the close.
std::string before_the_close(const std::string& scenario) {
  return std::regex_replace(recorded(scenario, "P"),
                            std::regex(" server_close.*"), "");
}

void visit_twice(HookLog& log) {
  ThreadPoolMixIn<Recorder<TCPServer>> server(
      kOne, kAnyPort, log,
      handled_by<RecordingHandler<StreamRequestHandler>>(&log));
  for (int i = 0; i < 2; ++i) {
    const Client client(server.server_address());
    server.handle_request();
  }
}

TEST(GoldenTracesTest, APoolOfOneIsASequentialServer) {
  HookLog log;
  visit_twice(log);
  EXPECT_EQ(up_to_the_second(log), before_the_close("TCP ok"));
}

// Wherever the handler or a hook fails.
TEST(GoldenTracesTest, AndSoItIsWhenSomethingFails) {
  const struct {
    const char* failing;
    const char* scenario;
  } cases[] = {
      {"h.ctor", "TCP handler ctor raises ValueError"},
      {"h.setup", "TCP handler setup raises ValueError"},
      {"h.handle", "TCP handler handle raises ValueError"},
      {"h.finish", "TCP handler finish raises ValueError"},
      {"finish_request", "TCP finish_request raises ValueError"},
  };
  for (const auto& [failing, scenario] : cases) {
    SCOPED_TRACE(scenario);
    HookLog log(failing, Thrown::kException);
    visit_twice(log);
    EXPECT_EQ(up_to_the_second(log), before_the_close(scenario));
  }
}

TEST(GoldenTracesTest, AndWithDatagrams) {
  HookLog log;
  ThreadPoolMixIn<Recorder<UDPServer>> server(
      kOne, kAnyPort, log,
      handled_by<RecordingHandler<DatagramRequestHandler>>(&log));
  DatagramClient client(server.server_address());
  for (int i = 0; i < 2; ++i) {
    client.send("hello");
    server.handle_request();
  }
  EXPECT_EQ(up_to_the_second(log), before_the_close("UDP ok"));
}

}  // namespace
}  // namespace socketserver
