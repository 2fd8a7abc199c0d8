// Replays the synchronous scenarios that were recorded from CPython against our
// classes, hook by hook.

#include "tests/support/golden_traces.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/recorder.h"

#include <chrono>
#include <exception>
#include <map>
#include <optional>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Where ours is stricter on purpose: nothing escapes the loop, and the
// connection is closed whatever a hook does.
const std::map<std::string, std::string> kDeviations = {
    {"TCP handler handle raises SystemExit",
     "server_bind server_activate get_request verify_request process_request "
     "finish_request h.ctor h.setup h.handle h.finish handle_error "
     "shutdown_request close_request server_close"},
    {"TCP get_request raises ValueError",
     "server_bind server_activate get_request handle_error server_close"},
    {"TCP verify_request raises ValueError",
     "server_bind server_activate get_request verify_request handle_error "
     "shutdown_request close_request server_close"},
    {"TCP shutdown_request raises ValueError",
     "server_bind server_activate get_request verify_request process_request "
     "finish_request h.ctor h.setup h.handle h.finish shutdown_request "
     "handle_error shutdown_request handle_error server_close"},
    {"TCP close_request raises ValueError",
     "server_bind server_activate get_request verify_request process_request "
     "finish_request h.ctor h.setup h.handle h.finish shutdown_request "
     "close_request handle_error shutdown_request close_request handle_error "
     "server_close"},
    {"TCP handle_error raises ValueError",
     "server_bind server_activate get_request verify_request process_request "
     "finish_request h.ctor h.setup h.handle h.finish handle_error "
     "shutdown_request close_request server_close"},
};

void expect_as_recorded(const std::string& scenario, const HookLog& log) {
  const Trace golden = read_golden_traces().at(scenario);
  const std::string recorded = golden.empty() ? "" : golden.at("P");
  const auto deviation = kDeviations.find(scenario);
  if (deviation == kDeviations.end()) {
    EXPECT_EQ(log.hooks(), recorded) << scenario;
  } else {
    EXPECT_EQ(log.hooks(), deviation->second) << scenario;
    EXPECT_NE(log.hooks(), recorded) << scenario << ": no longer a deviation";
  }
}

// One client, one handle_request, one server_close.
void replay_tcp(const std::string& scenario, HookLog& log,
                bool accepts = true) {
  {
    Recorder<TCPServer> server(
        kAnyPort, log,
        handled_by<RecordingHandler<StreamRequestHandler>>(&log));
    server.accepts = accepts;
    const Client client(server.server_address());
    server.handle_request();
    server.server_close();
  }
  expect_as_recorded(scenario, log);
}

void replay_udp(const std::string& scenario, HookLog& log) {
  {
    Recorder<UDPServer> server(
        kAnyPort, log,
        handled_by<RecordingHandler<DatagramRequestHandler>>(&log));
    DatagramClient client(server.server_address());
    client.send("hello");
    server.handle_request();
    server.server_close();
  }
  expect_as_recorded(scenario, log);
}

TEST(GoldenTracesTest, TcpOk) {
  HookLog log;
  replay_tcp("TCP ok", log);
}

TEST(GoldenTracesTest, TcpVerifyFalse) {
  HookLog log;
  replay_tcp("TCP verify False", log, /*accepts=*/false);
}

TEST(GoldenTracesTest, TcpWithoutAClient) {
  HookLog log;
  {
    Recorder<TCPServer> server(
        kAnyPort, log, handled_by<RecordingHandler<StreamRequestHandler>>(&log),
        {.timeout = std::chrono::milliseconds(50)});
    server.handle_request();
    server.server_close();
  }
  expect_as_recorded("TCP no client, timeout=0.05", log);
}

TEST(GoldenTracesTest, TcpHandlerRaises) {
  for (const std::string step : {"ctor", "setup", "handle", "finish"}) {
    HookLog log("h." + step, Thrown::kException);
    replay_tcp("TCP handler " + step + " raises ValueError", log);
  }
}

// C++ has no SystemExit; an exception of no known type stands for it.
TEST(GoldenTracesTest, TcpHandlerRaisesWhatIsNoException) {
  HookLog log("h.handle", Thrown::kInt);
  replay_tcp("TCP handler handle raises SystemExit", log);
}

TEST(GoldenTracesTest, TcpHookRaises) {
  for (const std::string hook :
       {"get_request", "verify_request", "process_request", "finish_request",
        "shutdown_request", "close_request"}) {
    HookLog log(hook, Thrown::kException);
    replay_tcp("TCP " + hook + " raises ValueError", log);
  }
}

TEST(GoldenTracesTest, TcpGetRequestRaisesOSError) {
  HookLog log("get_request", Thrown::kOsError);
  replay_tcp("TCP get_request raises OSError", log);
}

// Two things go wrong: the handler, and then the hook that is told of it.
TEST(GoldenTracesTest, TcpHandleErrorRaises) {
  class Handler : public RecordingHandler<StreamRequestHandler> {
   public:
    using RecordingHandler::RecordingHandler;
    void handle() override {
      RecordingHandler::handle();
      throw std::invalid_argument("handle");
    }
  };
  HookLog log("handle_error", Thrown::kException);
  {
    Recorder<TCPServer> server(kAnyPort, log, handled_by<Handler>(&log));
    const Client client(server.server_address());
    server.handle_request();
    server.server_close();
  }
  expect_as_recorded("TCP handle_error raises ValueError", log);
}

TEST(GoldenTracesTest, UdpOk) {
  HookLog log;
  replay_udp("UDP ok", log);
}

TEST(GoldenTracesTest, UdpHandlerRaises) {
  HookLog log("h.handle", Thrown::kException);
  replay_udp("UDP handler raises ValueError", log);
}

TEST(GoldenTracesTest, TcpServeForeverThenShutdown) {
  HookLog log;
  {
    Recorder<TCPServer> server(
        kAnyPort, log,
        handled_by<RecordingHandler<StreamRequestHandler>>(&log));
    {
      const ServeInBackground serving(server);
      EXPECT_EQ(Client(server.server_address()).read_all(), "hello world\n");
      proc::wait_until(
          [&] { return log.hooks().ends_with("service_actions"); });
    }
    server.server_close();
  }
  expect_as_recorded("TCP serve_forever one client then shutdown", log);
}

TEST(GoldenTracesTest, ConstructionThatFails) {
  for (const auto& [hook, scenario] : std::map<std::string, std::string>{
           {"server_bind", "TCP bind fails (OverflowError)"},
           {"server_activate", "TCP server_activate fails (OSError)"}}) {
    HookLog log(hook, Thrown::kOsError);
    EXPECT_THROW(Recorder<TCPServer>(kAnyPort, log, hello()),
                 std::system_error);
    expect_as_recorded(scenario, log);
  }
}

TEST(GoldenTracesTest, WithoutBindAndActivateNoHookIsCalled) {
  HookLog log;
  const Recorder<TCPServer> server(kAnyPort, log, hello(),
                                   {.bind_and_activate = false});
  expect_as_recorded("TCP bind_and_activate=False", log);
}

TEST(GoldenTracesTest, EveryDeviationIsAScenario) {
  const auto golden = read_golden_traces();
  for (const auto& [scenario, trace] : kDeviations) {
    EXPECT_TRUE(golden.contains(scenario)) << scenario;
  }
}

}  // namespace
}  // namespace socketserver
