// Handlers that only a test wants: some fail, as the twin in Python does, and
// some cheat, so that a test can show that the comparison sees it.

#ifndef TESTS_TWIN_RIGGED_HANDLERS_H_
#define TESTS_TWIN_RIGGED_HANDLERS_H_

#include "chapters/03_class_hierarchy/base_server.h"

#include <map>
#include <string>

namespace socketserver {

// The handlers by the name of what goes wrong, for datagrams or for
// connections.
std::map<std::string, RequestHandlerClass> rigged_handlers(bool datagrams);

}  // namespace socketserver

#endif  // TESTS_TWIN_RIGGED_HANDLERS_H_
