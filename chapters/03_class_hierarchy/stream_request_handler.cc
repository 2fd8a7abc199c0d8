#include "chapters/03_class_hierarchy/stream_request_handler.h"

#include "chapters/01_accept_loop/system_call.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <stdexcept>
#include <system_error>
#include <variant>

namespace socketserver {
namespace {

Stream& stream_of(Request& request) {
  auto* const stream = std::get_if<Stream>(&request);
  if (stream == nullptr) {
    throw std::logic_error(
        "StreamRequestHandler: the request is a datagram, not a connection");
  }
  return *stream;
}

}  // namespace

StreamRequestHandler::StreamRequestHandler(Request& its_request,
                                           const Address& client,
                                           BaseServer& its_server,
                                           const StreamOptions& options)
    : BaseRequestHandler(its_request, client, its_server),
      connection(stream_of(request)),
      rfile(connection, options.rbufsize, options.timeout),
      wfile(connection, options.wbufsize, options.timeout),
      disable_nagle_algorithm_(options.disable_nagle_algorithm) {}

void StreamRequestHandler::setup() {
  if (disable_nagle_algorithm_) {
    // Or the kernel holds a small write back until the last one is confirmed.
    const int on = 1;
    check(::setsockopt(connection.fileno(), IPPROTO_TCP, TCP_NODELAY, &on,
                       sizeof on),
          "setsockopt TCP_NODELAY");
  }
}

void StreamRequestHandler::finish() {
  try {
    wfile.close();
  } catch (const std::system_error&) {
    // The client went away, or took too long; or the handler has closed the
    // connection itself. What it didn't get is lost, and that is no news to
    // anybody.
  }
  rfile.close();
}

}  // namespace socketserver
