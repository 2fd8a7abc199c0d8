// What the floors have in common: what they do with a connection, and their
// main.

#ifndef BENCHMARKS_FLOOR_PROGRAM_H_
#define BENCHMARKS_FLOOR_PROGRAM_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/listener.h"
#include "chapters/support/start_line.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <map>
#include <string>
#include <string_view>

namespace socketserver {

inline void say_hello(int connection) {
  constexpr std::string_view kAnswer = "hello world\n";
  ::send(connection, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL);
  ::shutdown(connection, SHUT_WR);
  ::close(connection);
}

// How a floor serves the clients of a listener, for ever.
using FloorModel = void (*)(int listener);

// Serves as the model that the command line names. Returns an exit status if
// there is none.
inline int run_floor(int argc, char** argv,
                     const std::map<std::string, FloorModel>& models) {
  if (argc < 2 || !models.contains(argv[1])) {
    std::fprintf(stderr, "usage: %s MODEL\n", argv[0]);
    return 2;
  }
  const UniqueFd socket = listen_on(kAnyPort);
  const int listener = socket.get();
  print_start_line(argv[1], Address::getsockname(listener));
  models.at(argv[1])(listener);
  return 1;
}

}  // namespace socketserver

#endif  // BENCHMARKS_FLOOR_PROGRAM_H_
