// Chapter 02: a selector loop.
//
// The work of chapter 01, but the program no longer waits in accept. It waits
// in select, for a client, for a signal and for a timer at once, and serves
// whichever comes first. Still one client at a time.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/hello_handler.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/heartbeat.h"
#include "chapters/02_selector_loop/listener_watch.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage.h"
#include "chapters/support/standard_streams.h"
#include "chapters/support/start_line.h"

#include <sys/socket.h>

#include <chrono>
#include <optional>
#include <system_error>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

struct SelectorLoopOptions : StageOptions {
  int heartbeat_ms = 0;

  [[nodiscard]] std::chrono::milliseconds heartbeat() const {
    return std::chrono::milliseconds(heartbeat_ms);
  }
};

// The next connection, if there is one after all.
std::optional<Connection> try_accept(ListenerWatch& clients) {
  try {
    Connection connection = accept_connection(clients.fileno());
    clients.accepted();
    return connection;
  } catch (const std::system_error& error) {
    if (clients.failed(error.code())) {
      log_line(error.what());
    }
    return std::nullopt;
  }
}

void selector_loop(const SelectorLoopOptions& options) {
  // SOCK_NONBLOCK, since between select saying that a client waits and accept
  // taking it, another process that shares the socket may have taken it. A
  // blocking accept would then hang, deaf to all else that the loop waits for.
  const UniqueFd listener = listen_on(options.address(), SOCK_NONBLOCK);
  const Wakeup stop;
  const StopSignals signals(stop);

  PollSelector selector;
  selector.register_fd(stop.fileno(), kEventRead);
  ListenerWatch clients(selector, listener.get());
  Heartbeat heartbeat(options.heartbeat());
  print_start_line("selector loop", Address::getsockname(listener.get()));

  while (true) {
    clients.update();
    const Timeout timeout = shorter(heartbeat.remaining(), clients.remaining());
    for (const Ready& ready : selector.select(timeout)) {
      if (ready.fd == stop.fileno()) {
        print_line("stopped");
        return;
      }
      if (const auto connection = try_accept(clients)) {
        handle(*connection, options);
      }
    }
    heartbeat.beat_if_due();
  }
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::SelectorLoopOptions options;
  CLI::App app("Chapter 02: a selector loop");
  socketserver::add_stage_flags(app, options);
  socketserver::add_milliseconds_flag(app, "--heartbeat-ms",
                                      options.heartbeat_ms,
                                      "How often a timer beats; 0: never");
  return socketserver::run_stage(
      app, argc, argv, [&options] { socketserver::selector_loop(options); });
}
