#include "chapters/support/server_stage.h"

#include "chapters/support/http_handler.h"
#include "chapters/support/stage_handlers.h"
#include "chapters/support/standard_streams.h"

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

constexpr int kASecondInUs = 1'000'000;

StageWork stage_work(const ServerStageOptions& options) {
  return {.wait = options.work(),
          .compute = std::chrono::microseconds(options.compute_us),
          .quiet = options.quiet};
}

template <typename Base>
RequestHandlerClass stage_handler_on(const ServerStageOptions& options) {
  const StageWork work = stage_work(options);
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

std::vector<std::string> names_of(const Servers& servers) {
  std::vector<std::string> names;
  for (const ServerRow& row : servers) {
    names.push_back(row.name);
  }
  return names;
}

// One line each, its parts separated by tabs.
void list_servers(const Servers& servers) {
  for (const ServerRow& row : servers) {
    print_line(row.name + (row.kind.is_unix ? "\tunix" : "\tinet") +
               (row.kind.type == SOCK_DGRAM ? "\tdatagram\t" : "\tstream\t") +
               row.model);
  }
}

}  // namespace

void add_server_flags(CLI::App& app, ServerStageOptions& options,
                      const Servers& servers) {
  add_stage_flags(app, options);
  app.add_option("--server", options.server, "The class of the server")
      ->check(CLI::IsMember(names_of(servers)))
      ->capture_default_str();
  app.add_flag_callback(
      "--list-servers",
      [&servers] {
        list_servers(servers);
        throw CLI::Success();
      },
      "Only say which classes there are");
  app.add_option("--path", options.path, "Where a Unix server listens");
  app.add_option("--handler", options.handler, "What it does")
      ->check(CLI::IsMember({"hello", "echo", "upper", "whoami", "http"}))
      ->capture_default_str();
  app.add_option("--compute-us", options.compute_us,
                 "How long the handler computes, in microseconds")
      ->check(CLI::Range(0, kASecondInUs))
      ->capture_default_str();
  app.final_callback([&options, &servers] {
    const SocketKind& kind = row_of(servers, options.server).kind;
    if (kind.is_unix && options.path.empty()) {
      throw CLI::ValidationError("--path", options.server + " needs one");
    }
    if (kind.type == SOCK_DGRAM && options.handler == "http") {
      throw CLI::ValidationError("--handler", "http needs connections, which " +
                                                  options.server + " has not");
    }
  });
}

const ServerRow& row_of(const Servers& servers, const std::string& name) {
  return *std::ranges::find(servers, name, &ServerRow::name);
}

RequestHandlerClass stage_handler(const ServerStageOptions& options,
                                  const SocketKind& kind) {
  if (options.handler == "http") {
    return handled_by<HttpHandler>(stage_work(options));
  }
  return kind.type == SOCK_DGRAM
             ? stage_handler_on<DatagramRequestHandler>(options)
             : stage_handler_on<StreamRequestHandler>(options);
}

void serve_stage(const ServerStageOptions& options, const Servers& servers) {
  const ServerRow& row = row_of(servers, options.server);
  row.serve(options, stage_handler(options, row.kind));
}

}  // namespace socketserver
