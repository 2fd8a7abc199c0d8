// A client for the failure labs.

#ifndef CHAPTERS_04_MIXINS_LAB_CLIENT_H_
#define CHAPTERS_04_MIXINS_LAB_CLIENT_H_

#include "chapters/01_accept_loop/address.h"

#include <string>

namespace socketserver {

// Connects to `server`, reads to the end of file and returns what came. Throws
// std::system_error.
std::string call(const Address& server);

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_LAB_CLIENT_H_
