#include "chapters/support/standard_streams.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/support/catch_signal.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <string_view>
#include <utility>

namespace socketserver {
namespace {

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written =
        retry([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (written == -1) {
      return;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

void open_missing_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) == -1) {
      // open(2) takes the lowest free number, and that is `fd`: those below
      // are open by now. Without a /dev, a directory has the number instead;
      // nothing can be written there either.
      if (::open("/dev/null", O_RDWR) == -1) {
        check(::open("/", O_PATH), "open /");
      }
    }
  }
}

void let_writes_fail() {
  for (const int number : {SIGPIPE, SIGXFSZ}) {
    catch_signal(number, [](int /*number*/) {});
  }
}

void print_line(std::string line) {
  write_all(STDOUT_FILENO, std::move(line) + "\n");
}

void log_line(std::string line) {
  write_all(STDERR_FILENO, std::move(line) + "\n");
}

}  // namespace socketserver
