// An address as people type it.

#ifndef CHAPTERS_SUPPORT_ADDRESS_TEXT_H_
#define CHAPTERS_SUPPORT_ADDRESS_TEXT_H_

#include "chapters/01_accept_loop/address.h"

#include <string_view>

namespace socketserver {

// The inverse of Address::to_string(), but for paths without a slash or with an
// @ in front: "127.0.0.1:8080", "[::1]:8080", "/run/x.sock", "@abstract".
// Throws std::invalid_argument for anything else, and what Address::unix_path
// throws for a path.
Address address_from_text(std::string_view text);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_ADDRESS_TEXT_H_
