// A client for the failure labs.

#ifndef CHAPTERS_04_MIXINS_LAB_CLIENT_H_
#define CHAPTERS_04_MIXINS_LAB_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <string>

namespace socketserver {

// Connects to `server`. Throws std::system_error.
UniqueFd connect_to(const Address& server);

// Reads to the end of file and returns what came. Throws std::system_error.
std::string read_to_end(const UniqueFd& connection);

// Both.
std::string call(const Address& server);

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_LAB_CLIENT_H_
