// The start line: what a server program prints once clients can connect.
//
//   serving TCPServer on 127.0.0.1:8080, pid 4711
//
// Whoever starts a server waits for this line, and knows from it where to call
// and whom to send a signal.

#ifndef CHAPTERS_SUPPORT_START_LINE_H_
#define CHAPTERS_SUPPORT_START_LINE_H_

#include "chapters/01_accept_loop/address.h"

#include <sys/types.h>

#include <string>
#include <string_view>

namespace socketserver {

struct StartLine {
  std::string name;  // Of the server: "TCPServer", "accept loop".
  Address address;
  pid_t pid = 0;
};

// Prints the line for a server of this process at `address`.
void print_start_line(const std::string& name, const Address& address);

// Throws std::invalid_argument if `line` is none.
StartLine parse_start_line(std::string_view line);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_START_LINE_H_
