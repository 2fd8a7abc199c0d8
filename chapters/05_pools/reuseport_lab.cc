// Failure lab: two servers share a port, and one of them ends. What becomes of
// the clients that it hasn't accepted yet?
//
// With SO_REUSEPORT each has a listener of its own, and each listener a queue.
// The kernel puts a client into one of them when it connects, and leaves it
// there. With one listener for both there is one queue, which is there as long
// as one of them has it.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/server_options.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <fcntl.h>

#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace socketserver {
namespace {

constexpr int kClients = 40;

class HelloHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write("hello world\n"); }
};

constexpr ServerOptions kShare{.allow_reuse_port = true,
                               .timeout = std::chrono::milliseconds(0)};

// So many call, and then `leaving` ends before it has accepted one.
void call(const std::string& how, TCPServer& leaving, TCPServer& staying) {
  std::vector<std::unique_ptr<Client>> clients(kClients);
  for (auto& client : clients) {
    client = std::make_unique<Client>(staying.server_address());
  }
  leaving.server_close();
  int answered = 0;
  int reset = 0;
  for (int i = 0; i < kClients; ++i) {
    staying.handle_request();  // Whoever is next; nobody, if all are served.
  }
  for (const auto& client : clients) {
    try {
      answered += client->read_all().empty() ? 0 : 1;
    } catch (const std::system_error&) {
      ++reset;  // ECONNRESET
    }
  }
  print_line(how + ": answered: " + std::to_string(answered) +
             ", reset: " + std::to_string(reset));
}

}  // namespace
}  // namespace socketserver

int main() {
  using namespace socketserver;  // NOLINT(google-build-using-namespace)
  {
    TCPServer one(kAnyPort, handled_by<HelloHandler>(), kShare);
    TCPServer other(one.server_address(), handled_by<HelloHandler>(), kShare);
    call("two queues", one, other);
  }
  {
    TCPServer one(kAnyPort, handled_by<HelloHandler>(), kShare);
    UniqueFd same(check(::fcntl(one.fileno(), F_DUPFD_CLOEXEC, 0), "fcntl"));
    TCPServer other(std::move(same), handled_by<HelloHandler>(), kShare);
    call("one queue", one, other);
  }
  return 0;
}
