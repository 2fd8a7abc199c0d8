// Whatever the command line of a stage says: refused with status 2 and one
// printable line before the usage, or understood, within the bounds.

#include "chapters/04_mixins/servers.h"
#include "chapters/support/server_stage.h"
#include "chapters/support/stage.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/one_line.h"

#include <fcntl.h>
#include <unistd.h>

#include <sstream>
#include <vector>

#include <CLI/CLI.hpp>

namespace fuzz = socketserver::fuzz;

namespace {

// The usage goes through these streams, the list of servers to descriptor 1.
class Silence {
 public:
  Silence() {
    static const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    fuzz::require(::dup2(null, STDOUT_FILENO) != -1, "dup2");
    std::cout.rdbuf(out_.rdbuf());
    std::cerr.rdbuf(error_.rdbuf());
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;
  ~Silence() {
    std::cout.rdbuf(cout_);
    std::cerr.rdbuf(cerr_);
  }

  [[nodiscard]] std::string error() const { return error_.str(); }

 private:
  std::streambuf* const cout_ = std::cout.rdbuf();
  std::streambuf* const cerr_ = std::cerr.rdbuf();
  std::ostringstream out_;
  std::ostringstream error_;
};

// Each ends with a NUL, as in /proc/PID/cmdline.
std::vector<std::string> arguments_in(std::string_view text) {
  std::vector<std::string> arguments = {"stage"};
  std::istringstream rest{std::string(text)};
  for (std::string argument; std::getline(rest, argument, '\0');) {
    arguments.push_back(argument);
  }
  return arguments;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::vector<std::string> arguments = arguments_in(fuzz::text_of(data, size));
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  argv.push_back(nullptr);

  const socketserver::MixInOptions mix_ins;
  const auto servers = socketserver::mix_in_servers(mix_ins);
  socketserver::ServerStageOptions options;
  options.server = "ThreadingTCPServer";
  CLI::App app("Chapter 04: the mix-ins");
  socketserver::add_server_flags(app, options, servers);

  bool begun = false;
  int status = 0;
  std::string printed;
  {
    const Silence silence;
    status = socketserver::run_stage(app, static_cast<int>(arguments.size()),
                                     argv.data(), [&] { begun = true; });
    printed = silence.error();
  }
  if (status != 0) {
    fuzz::require(status == 2, "status " + std::to_string(status));
    const std::string usage = '\n' + app.help();
    fuzz::require(!begun && printed.ends_with(usage),
                  "refused, with the usage");
    fuzz::require_one_line(printed.substr(0, printed.size() - usage.size()));
  } else if (begun) {
    const auto& row = socketserver::row_of(servers, options.server);
    static_cast<void>(options.address());  // Throws if it is none.
    socketserver::stage_handler(options, row.kind);
    fuzz::require(!row.kind.is_unix || !options.path.empty(), "a path");
    fuzz::require(0 <= options.work_ms && options.work_ms <= 3'600'000, "work");
    fuzz::require(0 <= options.compute_us && options.compute_us <= 1'000'000,
                  "compute");
  }
  return 0;
}
