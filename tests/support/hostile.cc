// hostile: starts a program in surroundings that mean it no good.
//
//   hostile --deny pidfd_open=EPERM --limit nofile=64 --block TERM --ignore INT
//           PROGRAM ARGUMENTS...
//
// What a container, an old kernel, a security module or a careless parent may
// do to a server. Each flag may be given several times.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/support/stage.h"
#include "tests/support/deny.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

using Words = std::vector<std::string>;

struct Surroundings {
  Words denied;   // CALL=ERROR
  Words limited;  // RESOURCE=NUMBER
  Words blocked;  // Signals without their SIG.
  Words ignored;
};

std::pair<std::string, std::string> split(const std::string& word) {
  const auto equals = word.find('=');
  if (equals == std::string::npos) {
    throw std::invalid_argument(word + ": no =");
  }
  return {word.substr(0, equals), word.substr(equals + 1)};
}

// The number from 1 to `last` whose name is `name`.
int number_of(const std::string& name, int last, const char* (*name_of)(int)) {
  for (int number = 1; number <= last; ++number) {
    const char* const found = name_of(number);
    if (found != nullptr && name == found) {
      return number;
    }
  }
  throw std::invalid_argument(name + ": no such name");
}

int error_number(const std::string& name) {
  constexpr int kLast = 133;
  return number_of(name, kLast, ::strerrorname_np);
}

int signal_number(const std::string& name) {
  return number_of(name, SIGRTMIN - 1, ::sigabbrev_np);
}

void deny_all(const Words& denied) {
  for (const std::string& word : denied) {
    const auto [call, error] = split(word);
    deny(call, error_number(error));
  }
}

void limit(const Words& limited) {
  const std::map<std::string, int> resources = {{"fsize", RLIMIT_FSIZE},
                                                {"nofile", RLIMIT_NOFILE},
                                                {"nproc", RLIMIT_NPROC},
                                                {"stack", RLIMIT_STACK}};
  for (const std::string& word : limited) {
    const auto [resource, number] = split(word);
    const rlim_t most = std::stoul(number);
    const rlimit both{.rlim_cur = most, .rlim_max = most};
    check(::setrlimit(static_cast<__rlimit_resource>(resources.at(resource)),
                      &both),
          "setrlimit");
  }
}

void block_and_ignore(const Words& blocked, const Words& ignored) {
  sigset_t mask;
  ::sigemptyset(&mask);
  for (const std::string& name : blocked) {
    ::sigaddset(&mask, signal_number(name));
  }
  ::sigprocmask(SIG_SETMASK, &mask, nullptr);
  ::signal(SIGPIPE, SIG_DFL);  // Which run_stage ignores.
  for (const std::string& name : ignored) {
    ::signal(signal_number(name), SIG_IGN);
  }
}

void start(const Surroundings& surroundings, Words command) {
  if (command.empty()) {
    throw std::invalid_argument("hostile: no program");
  }
  std::vector<char*> argv;
  argv.reserve(command.size() + 1);
  for (std::string& word : command) {
    argv.push_back(word.data());
  }
  argv.push_back(nullptr);
  block_and_ignore(surroundings.blocked, surroundings.ignored);
  limit(surroundings.limited);
  deny_all(surroundings.denied);
  check(::execv(argv[0], argv.data()), ("execv " + command[0]).c_str());
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::Surroundings surroundings;
  CLI::App app("Starts a program in hostile surroundings");
  app.prefix_command();  // What follows is the program's.
  const auto add = [&app](const char* flag, socketserver::Words& words,
                          const char* help) {
    app.add_option(flag, words, help)->allow_extra_args(false);
  };
  add("--deny", surroundings.denied, "CALL=ERROR: a system call that fails");
  add("--limit", surroundings.limited, "RESOURCE=NUMBER: as ulimit sets it");
  add("--block", surroundings.blocked, "A signal, without its SIG");
  add("--ignore", surroundings.ignored, "A signal, without its SIG");
  return socketserver::run_stage(app, argc, argv, [&] {
    socketserver::start(surroundings, app.remaining());
  });
}
