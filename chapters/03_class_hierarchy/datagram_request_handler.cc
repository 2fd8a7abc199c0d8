#include "chapters/03_class_hierarchy/datagram_request_handler.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"

#include <sys/socket.h>

#include <cerrno>
#include <stdexcept>
#include <variant>

namespace socketserver {
namespace {

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
                                               BaseServer& its_server)
    : BaseRequestHandler(its_request, client, its_server),
      packet(datagram_of(request)),
      rfile(packet.data) {}

void DatagramRequestHandler::finish() {
  if (!has_name(client_address)) {
    return;
  }
  ssize_t sent = -1;
  do {
    sent = retry([this] {
      return ::sendto(packet.socket, wfile.content().data(),
                      wfile.content().size(), MSG_NOSIGNAL,
                      client_address.data(), client_address.size());
    });
    if (sent == -1 && errno == EAGAIN) {
      // The server's socket doesn't block, for the sake of its loop.
      PollSelector selector;
      selector.register_fd(packet.socket, kEventWrite);
      selector.select();
      continue;
    }
    check(sent, "sendto", client_address);
  } while (sent == -1);
}

}  // namespace socketserver
