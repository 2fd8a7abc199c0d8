#include "chapters/03_class_hierarchy/stream_request_handler.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <stdexcept>
#include <system_error>
#include <variant>

namespace socketserver {
namespace {

int connection_of(const Request& request) {
  const auto* connection = std::get_if<UniqueFd>(&request);
  if (connection == nullptr) {
    throw std::logic_error(
        "StreamRequestHandler: the request is a datagram, not a connection");
  }
  return connection->get();
}

}  // namespace

StreamRequestHandler::StreamRequestHandler(Request& its_request,
                                           const Address& client,
                                           BaseServer& its_server,
                                           const StreamOptions& options)
    : BaseRequestHandler(its_request, client, its_server),
      rfile(connection_of(request), options.rbufsize, options.timeout),
      wfile(connection_of(request), options.wbufsize, options.timeout),
      disable_nagle_algorithm_(options.disable_nagle_algorithm) {}

void StreamRequestHandler::setup() {
  if (disable_nagle_algorithm_) {
    const int on = 1;
    check(::setsockopt(connection(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on),
          "setsockopt TCP_NODELAY");
  }
}

void StreamRequestHandler::finish() {
  // A handler may have closed the connection itself, or moved it away. Its
  // number may be another client's by now.
  if (std::get<UniqueFd>(request)) {
    try {
      wfile.close();
    } catch (const std::system_error&) {
      // The client went away, or took too long: what it didn't get is lost, and
      // that is no news to anybody.
    }
  }
  rfile.close();
}

}  // namespace socketserver
