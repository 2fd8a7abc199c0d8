#include "chapters/03_class_hierarchy/server_stage.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/03_class_hierarchy/stage_handlers.h"

#include <unistd.h>

#include <chrono>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

constexpr int kASecondInUs = 1'000'000;

template <typename Base>
RequestHandlerClass stage_handler_on(const ServerStageOptions& options) {
  const StageWork work{.wait = options.work(),
                       .compute = std::chrono::microseconds(options.compute_us),
                       .quiet = options.quiet};
  if (options.handler == "echo") {
    return handled_by<EchoHandler<Base>>(work);
  }
  if (options.handler == "upper") {
    return handled_by<UpperHandler<Base>>(work);
  }
  if (options.handler == "whoami") {
    return handled_by<WhoamiHandler<Base>>(work);
  }
  return handled_by<HelloHandler<Base>>(work);
}

}  // namespace

bool ServerStageOptions::is_unix() const {
  return server.find("Unix") != std::string::npos;
}

bool ServerStageOptions::is_datagram() const {
  return server.find("UDP") != std::string::npos ||
         server.find("Datagram") != std::string::npos;
}

Address ServerStageOptions::server_address() const {
  return is_unix() ? Address::unix_path(path) : address();
}

void add_server_flags(CLI::App& app, ServerStageOptions& options,
                      const ServerClasses& classes) {
  add_stage_flags(app, options);
  app.add_option("--server", options.server, "The class of the server")
      ->check(CLI::IsMember(classes))
      ->capture_default_str();
  app.add_option("--path", options.path, "Where a Unix server listens");
  app.add_option("--handler", options.handler, "What it does")
      ->check(CLI::IsMember({"hello", "echo", "upper", "whoami"}))
      ->capture_default_str();
  app.add_option("--compute-us", options.compute_us,
                 "How long the handler computes, in microseconds")
      ->check(CLI::Range(0, kASecondInUs))
      ->capture_default_str();
  app.final_callback([&options] {
    if (options.is_unix() && options.path.empty()) {
      throw CLI::ValidationError("--path", options.server + " needs one");
    }
  });
}

RequestHandlerClass stage_handler(const ServerStageOptions& options) {
  if (options.is_datagram()) {
    return stage_handler_on<DatagramRequestHandler>(options);
  }
  return stage_handler_on<StreamRequestHandler>(options);
}

PathGuard::PathGuard(const Address& address) : path_(address.path()) {
  if (is_file()) {
    check(::lstat(path_.c_str(), &bound_), "lstat", address);
  }
}

PathGuard::~PathGuard() {
  struct stat found {};
  if (is_file() && ::lstat(path_.c_str(), &found) == 0 &&
      found.st_dev == bound_.st_dev && found.st_ino == bound_.st_ino) {
    ::unlink(path_.c_str());
  }
}

}  // namespace socketserver
