// The flags of the stage programs from chapter 03 on.

#ifndef CHAPTERS_SUPPORT_SERVER_STAGE_H_
#define CHAPTERS_SUPPORT_SERVER_STAGE_H_

#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/server_socket.h"
#include "chapters/support/server_registry.h"
#include "chapters/support/stage.h"

#include <string>

namespace socketserver {

// Declares the flags on `app`: those of every stage, --server with one of
// `servers`, --list-servers, which prints their rows and is all that is done
// then, --path, --handler and --compute-us. `options` and `servers` must live
// until the command line has been parsed.
void add_server_flags(CLI::App& app, ServerStageOptions& options,
                      const Servers& servers);

// The row that is called `name`. REQUIRES: there is one.
const ServerRow& row_of(const Servers& servers, const std::string& name);

// The handler that the flags ask for, for connections or for datagrams.
RequestHandlerClass stage_handler(const ServerStageOptions& options,
                                  const SocketKind& kind);

// Serves as the flags ask.
void serve_stage(const ServerStageOptions& options, const Servers& servers);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_SERVER_STAGE_H_
