// Chapter 01: a bare accept loop.
//
// All that a server is: get a socket, give it an address, let clients queue up,
// and then, for ever, take the next one, answer it, close. One client at a
// time: whoever comes while another is served waits in the queue.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/hello_handler.h"
#include "chapters/01_accept_loop/patient_accept.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/stage.h"
#include "chapters/support/start_line.h"

#include <sys/socket.h>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

void accept_loop(const StageOptions& options) {
  const Address address = options.address();
  const UniqueFd listener(check(
      ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));

  // Lets the server be started again at once, in spite of TIME_WAIT.
  const int on = 1;
  check(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on),
        "setsockopt SO_REUSEADDR");
  check(::bind(listener.get(), address.data(), address.size()), "bind",
        address);
  check(::listen(listener.get(), SOMAXCONN), "listen", address);
  print_start_line("accept loop", Address::getsockname(listener.get()));

  while (true) {
    const Connection connection = accept_patiently(listener.get());
    handle(connection, options);
  }
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::StageOptions options;
  CLI::App app("Chapter 01: a bare accept loop");
  socketserver::add_stage_flags(app, options);
  return socketserver::run_stage(
      app, argc, argv, [&options] { socketserver::accept_loop(options); });
}
