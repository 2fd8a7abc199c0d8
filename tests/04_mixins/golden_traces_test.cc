// Replays the scenarios of threading servers that were recorded from CPython,
// hook by hook and thread by thread.
//
// The recorder is what the mix-in goes around, so it doesn't see the two
// functions that are the mix-in itself, process_request and
// process_request_thread: they are taken out of what was recorded.

#include "tests/support/golden_traces.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "tests/support/client.h"
#include "tests/support/recorder.h"

#include <regex>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::string recorded(const std::string& scenario, const std::string& who) {
  return std::regex_replace(read_golden_traces().at(scenario).at(who),
                            std::regex("process_request(_thread)? "), "");
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
      Address::ipv4("127.0.0.1", 0), log,
      handled_by<RecordingHandler<StreamRequestHandler>>(&log));
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

}  // namespace
}  // namespace socketserver
