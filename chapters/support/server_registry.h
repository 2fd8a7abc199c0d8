// The registry: which servers there are, and how a stage serves as one of them.
//
// From chapter 03 on each chapter has a servers.h with the rows of the chapter
// before and its own. A stage offers what is in its chapter's, and tells it to
// whoever asks (--list-servers): the tour, the twins, the measurements. So a
// new class is one row, and nothing guesses from a name what a server is.

#ifndef CHAPTERS_SUPPORT_SERVER_REGISTRY_H_
#define CHAPTERS_SUPPORT_SERVER_REGISTRY_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/server_socket.h"
#include "chapters/support/path_guard.h"
#include "chapters/support/stage.h"
#include "chapters/support/standard_streams.h"
#include "chapters/support/start_line.h"

#include <fcntl.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace socketserver {

// What the flags of a stage of servers set.
struct ServerStageOptions : StageOptions {
  std::string server;  // The name of the class.
  std::string path;    // Of Unix servers.
  std::string handler = "hello";
  int compute_us = 0;
};

struct ServerRow {
  std::string name;   // Of the class.
  std::string model;  // Who does the work: "sequential", "threading", ...
  SocketKind kind;    // The kind of its address and of its requests.

  // Serves until SIGINT or SIGTERM, from the start line to "stopped". Throws
  // what the server's constructor throws.
  std::function<void(const ServerStageOptions&, const RequestHandlerClass&)>
      serve;

  // The two halves of that, for whoever has several processes serve: makes a
  // socket that is bound as the server's own would be, and listens if that
  // would; and serves such a socket until `stop` is notified.
  std::function<UniqueFd(const ServerStageOptions&, const RequestHandlerClass&)>
      bind;
  std::function<void(const Wakeup& stop, UniqueFd socket,
                     const RequestHandlerClass&)>
      serve_socket;
};

using Servers = std::vector<ServerRow>;

// Where the flags have it serve.
template <typename ServerClass>
Address address_of(const ServerStageOptions& options) {
  return ServerClass::kKind.is_unix ? Address::unix_path(options.path)
                                    : options.address();
}

// The row of ServerClass, which is Stoppable. `mix_in_options` are those of its
// mix-ins, whose constructors take them first. They are read when it begins to
// serve, and must live until then.
template <typename ServerClass, typename... MixInOptions>
ServerRow server_row(const std::string& name, const std::string& model,
                     const MixInOptions&... mix_in_options) {
  const auto serve = [name, &mix_in_options...](
                         const ServerStageOptions& options,
                         const RequestHandlerClass& handler) {
    const Wakeup stop;
    const StopSignals signals(stop);
    ServerClass server(mix_in_options..., stop,
                       address_of<ServerClass>(options), handler);
    {
      const PathGuard path(server.server_address());
      server.announce_by(
          [&] { print_start_line(name, server.server_address()); });
      server.serve_forever();
      server.server_close();
    }
    print_line("stopped");
  };
  const auto bind = [&mix_in_options...](const ServerStageOptions& options,
                                         const RequestHandlerClass& handler) {
    const Wakeup stop;
    const ServerClass server(mix_in_options..., stop,
                             address_of<ServerClass>(options), handler);
    PathGuard path(server.server_address());
    UniqueFd same(check(::fcntl(server.fileno(), F_DUPFD_CLOEXEC, 0),
                        "fcntl F_DUPFD_CLOEXEC"));
    path.release();
    return same;
  };
  const auto serve_socket = [&mix_in_options...](
                                const Wakeup& stop, UniqueFd socket,
                                const RequestHandlerClass& handler) {
    ServerClass server(mix_in_options..., stop, std::move(socket), handler);
    server.serve_forever();
    server.server_close();
  };
  return {.name = name,
          .model = model,
          .kind = ServerClass::kKind,
          .serve = serve,
          .bind = bind,
          .serve_socket = serve_socket};
}

// What a rig is that changes nothing: see the chapters' servers.h.
template <typename Class>
using Itself = Class;

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_SERVER_REGISTRY_H_
