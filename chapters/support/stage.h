// What the stage programs have in common: their flags and how they end.
//
// None of this is about sockets; skip it on a first reading.

#ifndef CHAPTERS_SUPPORT_STAGE_H_
#define CHAPTERS_SUPPORT_STAGE_H_

#include "chapters/01_accept_loop/address.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

// NOLINTNEXTLINE(readability-identifier-naming): CLI11 chose it.
namespace CLI {
class App;
}

namespace socketserver {

// What the flags of every stage set: --host, --port, --work-ms and --quiet.
struct StageOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  int work_ms = 0;
  bool quiet = false;

  [[nodiscard]] Address address() const { return Address::inet(host, port); }

  // How long a handler waits before it answers, to stand for real work.
  [[nodiscard]] std::chrono::milliseconds work() const {
    return std::chrono::milliseconds(work_ms);
  }
};

// Declares the four flags on `app`; parsing fills `options`, which must live
// until then.
void add_stage_flags(CLI::App& app, StageOptions& options);

// Declares a flag for a time in whole milliseconds, from 0 to an hour.
void add_milliseconds_flag(CLI::App& app, const std::string& name, int& value,
                           const std::string& help);

// The body of a stage's main: parses the command line, then runs `stage`, with
// writes that fail instead of ending it, as Python has it. Returns the exit
// status: 0, or 1 when `stage` threw a std::exception, whose text is the one
// line on standard error; or 2 after a wrong flag, with the usage on standard
// error.
int run_stage(CLI::App& app, int argc, char** argv,
              const std::function<void()>& stage);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_STAGE_H_
