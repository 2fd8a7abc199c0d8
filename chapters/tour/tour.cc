// The tour: the whole story in one command.
//
// Starts each stage as a process of its own, sends it a few clients at the same
// time, and draws what they saw. Nothing is computed: a bar goes from a connect
// that was made to an end of file that came.

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/address_text.h"
#include "chapters/support/catch_signal.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "chapters/tour/stops.h"
#include "chapters/tour/svg_drawing.h"
#include "chapters/tour/terminal_drawing.h"
#include "chapters/tour/timeline.h"
#include "chapters/tour/visits.h"

#include <sys/types.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

constexpr int kMostClients = 200;
constexpr int kLongestScaleMs = 600'000;

struct TourOptions {
  std::string svg_directory;
  std::string server;
  int clients = 4;
  int scale_ms = 0;  // 0: each timeline has its own.
};

// A CLI11 check: the error to show, or nothing.
std::string address_error(const std::string& text) {
  try {
    static_cast<void>(address_from_text(text));
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

void show(Timeline timeline, const TourOptions& options) {
  if (options.scale_ms != 0) {
    timeline.axis = milliseconds(options.scale_ms);
  }
  std::cout << draw(timeline, Terminal::of_standard_output()) << std::endl;
  if (!options.svg_directory.empty()) {
    // `bazel run` starts the program elsewhere; paths are meant from where the
    // user is.
    write_svg(timeline,
              std::filesystem::path(environment("BUILD_WORKING_DIRECTORY")) /
                  options.svg_directory);
  }
}

// The stage that runs. Whatever ends the tour ends it, too.
std::atomic<pid_t> running_stage = 0;

void end_with_stage(int number) {
  if (const pid_t pid = running_stage.load(); pid != 0) {
    ::kill(pid, SIGTERM);
  }
  ::signal(number, SIG_DFL);
  ::raise(number);  // Comes when this handler returns.
}

// While a stage runs.
class RunningStage {
 public:
  explicit RunningStage(const StageProcess& stage) {
    running_stage = stage.pid();
  }
  RunningStage(const RunningStage&) = delete;
  RunningStage& operator=(const RunningStage&) = delete;
  ~RunningStage() { running_stage = 0; }
};

Timeline visit_stop(const Stop& stop, const std::string& program, int clients) {
  constexpr milliseconds kWork(200);
  const TemporaryDirectory scratch;
  std::vector<std::string> arguments = {"--port", "0", "--quiet", "--work-ms",
                                        std::to_string(kWork.count())};
  if (!stop.server.empty()) {
    arguments.insert(arguments.end(),
                     {"--server", stop.server, "--path", scratch / "server",
                      "--handler", "whoami"});
  }
  std::string name = stop.server;
  if (stop.processes > 0) {
    const std::string processes = std::to_string(stop.processes);
    arguments.insert(arguments.end(), {"--processes", processes});
    name += " in " + processes + " processes";
  }
  StageProcess stage(program, arguments);
  const RunningStage running(stage);
  const Address server = stage.wait_until_serving();
  const auto visits =
      visit(server, clients, StageProcess::kPatience + clients * kWork,
            stop.protocol);
  stage.send_signal(SIGTERM);
  stage.wait();
  // The early programs can't tell who they are, but there is just one thread.
  const std::string pid = std::to_string(stage.pid());
  Timeline timeline = make_timeline(
      visits, stop.server.empty() ? "pid " + pid + " tid " + pid : "");
  timeline.name = stop.program + (name.empty() ? "" : "_" + name);
  std::ranges::replace(timeline.name, ' ', '_');
  timeline.title = stop.program + (name.empty() ? "" : ", " + name) + ": " +
                   std::to_string(clients) + " clients, " + to_ms(kWork) +
                   " of work each";
  timeline.lesson = stop.lesson;
  // As long as if one client had to wait for the other: the same for all stops.
  timeline.axis = std::max<nanoseconds>(timeline.axis, clients * kWork);
  return timeline;
}

void tour(const TourOptions& options) {
  for (const int number : {SIGHUP, SIGINT, SIGTERM}) {
    catch_signal(number, end_with_stage);
  }
  const std::filesystem::path chapters =
      std::filesystem::read_symlink("/proc/self/exe").parent_path() / "..";
  for (const Stop& stop : stops(chapters)) {
    show(
        visit_stop(stop, program_path(chapters, stop.program), options.clients),
        options);
  }
}

// Draws a server that runs already, whoever wrote it.
void draw_running_server(const TourOptions& options) {
  Timeline timeline =
      make_timeline(visit(address_from_text(options.server), options.clients,
                          StageProcess::kPatience),
                    "");
  timeline.name = "server";
  timeline.title =
      options.server + ": " + std::to_string(options.clients) + " clients";
  show(timeline, options);
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::TourOptions options;
  CLI::App app("A tour of all stages, or of a server that is already running");
  app.add_option("--svg", options.svg_directory,
                 "Also write the timelines as pictures to this folder");
  app.add_option("--connect", options.server,
                 "HOST:PORT of a server that is already running")
      ->check(socketserver::address_error);
  app.add_option("--clients", options.clients, "How many call at once")
      ->check(CLI::Range(1, socketserver::kMostClients))
      ->capture_default_str();
  app.add_option("--scale-ms", options.scale_ms,
                 "Where the axis ends, to compare two pictures (as a rule at "
                 "the last bar)")
      ->check(CLI::Range(1, socketserver::kLongestScaleMs));
  return socketserver::run_stage(app, argc, argv, [&] {
    if (options.server.empty()) {
      socketserver::tour(options);
    } else {
      socketserver::draw_running_server(options);
    }
  });
}
