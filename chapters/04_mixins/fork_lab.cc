// Failure lab: a fork per client, the way one writes it the first time.
//
// After the fork, parent and child both have the connection, and both have to
// let go of it. And a child that has ended stays a zombie until its parent asks
// for its status. This parent does neither, and its child doesn't shut the
// connection down.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

namespace socketserver {
namespace {

constexpr int kClients = 3;

class ForgetfulForkingTCPServer final : public TCPServer {
 public:
  using TCPServer::TCPServer;

 protected:
  void process_request(Request& request, const Address& client) override {
    if (check(::fork(), "fork") == 0) {
      attempt(request, client, [&] { finish_request(request, client); });
      ::_exit(0);  // Which closes the child's descriptor of the connection.
    }
    kept_.push_back(std::move(request));  // And the parent keeps its own.
  }

  void handle_accept_error(const std::system_error& error) override {
    print_line(std::string("  the next client: ") + error.what());
  }

 private:
  std::vector<Request> kept_;
};

class HelloHandler : public BaseRequestHandler {
 public:
  using BaseRequestHandler::BaseRequestHandler;
  void handle() override { std::get<Stream>(request).send("hello world\n"); }
};

// Whether the client hears that this was all. The child ends at once; a
// quarter of a second is plenty.
bool hears_the_end(Client& client) {
  client.read_line();
  return client.readable(std::chrono::milliseconds(250));
}

std::ptrdiff_t open_descriptors() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                       {});
}

// How many children nobody has asked for their status; asks, when they end.
int reap_zombies() {
  int zombies = 0;
  while (::waitpid(-1, nullptr, 0) > 0) {
    ++zombies;
  }
  return zombies;
}

// Lets the process have no descriptor above `last`.
void allow_descriptors_up_to(int last) {
  rlimit limit{};
  check(::getrlimit(RLIMIT_NOFILE, &limit), "getrlimit");
  limit.rlim_cur = static_cast<rlim_t>(last) + 1;
  check(::setrlimit(RLIMIT_NOFILE, &limit), "setrlimit");
}

template <typename ForkingServer>
void serve_three_clients(const char* name) {
  ForkingServer server(kAnyPort, handled_by<HelloHandler>());
  const std::ptrdiff_t before = open_descriptors() - 1;  // But the listener.
  int told = 0;
  for (int i = 0; i < kClients; ++i) {
    Client client(server.server_address());
    server.handle_request();
    told += static_cast<int>(hears_the_end(client));
  }
  server.server_close();
  const std::ptrdiff_t left = open_descriptors() - before;
  print_line(std::string(name) + ": told that this was all: " +
             std::to_string(told) + " of " + std::to_string(kClients));
  print_line("  descriptors left open: " + std::to_string(left));
  print_line("  zombies: " + std::to_string(reap_zombies()));
}

// And so it goes on, until there are none left.
void run_out_of_descriptors() {
  ForgetfulForkingTCPServer server(kAnyPort, handled_by<HelloHandler>());
  const Client client(server.server_address());
  allow_descriptors_up_to(client.fileno());
  server.handle_request();
  server.handle_request();  // The second failure in a row is said.
}

}  // namespace
}  // namespace socketserver

int main() {
  using namespace socketserver;  // NOLINT(google-build-using-namespace)
  serve_three_clients<ForkingTCPServer>("ForkingTCPServer");
  serve_three_clients<ForgetfulForkingTCPServer>("the forgetful parent");
  run_out_of_descriptors();
  return 0;
}
