// Failure lab: a handler that stops its server, which waits for the handler.
//
// In Python that is a deadlock. Here the loop's own thread doesn't wait.

#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

namespace socketserver {
namespace {

class StoppingHandler : public BaseRequestHandler {
 public:
  using BaseRequestHandler::BaseRequestHandler;
  void handle() override {
    server.shutdown();
    print_line("shutdown has returned");
  }
};

void serve_one_client() {
  TCPServer server(kAnyPort, handled_by<StoppingHandler>());
  const Client client(server.server_address());  // The kernel connects it.
  server.serve_forever();
  print_line("serve_forever has returned");
}

}  // namespace
}  // namespace socketserver

int main() {
  socketserver::serve_one_client();
}
