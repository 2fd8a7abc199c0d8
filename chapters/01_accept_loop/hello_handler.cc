#include "chapters/01_accept_loop/hello_handler.h"

#include "chapters/support/standard_streams.h"

#include <string>
#include <system_error>
#include <thread>

namespace socketserver {

void handle(const Connection& connection, const StageOptions& options) {
  std::string outcome = "served";
  try {
    std::this_thread::sleep_for(options.work());
    sendall(connection.socket.get(), "hello world\n");
  } catch (const std::system_error& error) {
    // The client has gone. Its loss, and no reason to leave the loop.
    outcome = error.what();
  }
  if (!options.quiet) {
    log_line(connection.client.to_string() + " " + outcome);
  }
}

}  // namespace socketserver
