#include "chapters/support/stage.h"

#include "chapters/support/printable.h"
#include "chapters/support/standard_streams.h"

#include <exception>
#include <iostream>
#include <stdexcept>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

constexpr int kAnHourInMs = 3'600'000;
constexpr int kUsageError = 2;  // As Python's argparse and most of Unix.

// A CLI11 check: the error to show, or nothing.
std::string host_error(const std::string& host) {
  try {
    static_cast<void>(Address::inet(host, 0));
    return "";
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

}  // namespace

void add_stage_flags(CLI::App& app, StageOptions& options) {
  app.add_option("--host", options.host, "Numeric address or localhost")
      ->check(host_error)
      ->capture_default_str();
  app.add_option("--port", options.port, "0: the kernel chooses")
      ->capture_default_str();
  add_milliseconds_flag(app, "--work-ms", options.work_ms,
                        "How long the handler waits before it answers");
  app.add_flag("--quiet", options.quiet, "No log line per request");
}

void add_milliseconds_flag(CLI::App& app, const std::string& name, int& value,
                           const std::string& help) {
  app.add_option(name, value, help)
      ->check(CLI::Range(0, kAnHourInMs))
      ->capture_default_str();
}

int run_stage(CLI::App& app, int argc, char** argv,
              const std::function<void()>& stage) {
  try {
    open_missing_standard_streams();
    // Or the first log line that nobody reads would end the server:
    // `server 2>&1 | head -1`.
    let_writes_fail();
    app.parse(argc, argv);
    stage();
    return 0;
  } catch (const CLI::Success& asked_for_help) {
    return app.exit(asked_for_help);
  } catch (const CLI::ParseError& error) {
    std::cerr << printable(error.what()) << '\n' << app.help();
    return kUsageError;
  } catch (const std::exception& error) {
    log_line(error.what());
    return 1;
  }
}

}  // namespace socketserver
