#include "chapters/03_class_hierarchy/datagram_request_handler.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <thread>
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

// Waits until the client may take the answer. The server's socket doesn't
// block, for the sake of its loop, and poll is no help: over a Unix socket it
// is the client's queue that is full, and poll only looks at the server's own.
void wait_for_room() {
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
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
  while (true) {
    const ssize_t sent = retry([this] {
      return ::sendto(packet.socket, wfile.content().data(),
                      wfile.content().size(), MSG_NOSIGNAL,
                      client_address.data(), client_address.size());
    });
    if (sent != -1 || errno != EAGAIN) {
      check(sent, "sendto", client_address);
      return;
    }
    wait_for_room();
  }
}

}  // namespace socketserver
