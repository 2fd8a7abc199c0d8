#include "chapters/03_class_hierarchy/datagram_request_handler.h"

#include "chapters/02_selector_loop/deadline.h"

#include <sys/socket.h>

#include <chrono>
#include <stdexcept>
#include <variant>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

const Datagram& datagram_of(const Request& request) {
  const auto* datagram = std::get_if<Datagram>(&request);
  if (datagram == nullptr) {
    throw std::logic_error(
        "DatagramRequestHandler: the request is a connection, not a datagram");
  }
  return *datagram;
}

// Reports whether anything can be sent there.
bool has_name(const Address& client) {
  return client.family() != AF_UNSPEC &&
         (client.family() != AF_UNIX || !client.path().empty());
}

}  // namespace

DatagramRequestHandler::DatagramRequestHandler(Request& its_request,
                                               const Address& client,
                                               BaseServer& its_server,
                                               const DatagramOptions& options)
    : BaseRequestHandler(its_request, client, its_server),
      packet(datagram_of(request)),
      rfile(packet.data),
      options_(options) {}

void DatagramRequestHandler::finish() {
  const auto* const datagram = std::get_if<Datagram>(&request);
  const bool let_go = datagram == nullptr || datagram->socket == nullptr;
  if (let_go || !has_name(client_address)) {
    return;
  }
  const Deadline deadline(options_.answer_timeout);
  // The server's socket doesn't block, for the sake of its loop, and poll is no
  // help: over a Unix socket it is the client's queue that is full, and poll
  // only looks at the server's own. So it tries now and then, ever more rarely.
  for (milliseconds pause{1};
       !datagram->reply(wfile.content(), client_address) && !deadline.passed();
       pause *= 2) {
    server.pause(pause);
  }
}

}  // namespace socketserver
