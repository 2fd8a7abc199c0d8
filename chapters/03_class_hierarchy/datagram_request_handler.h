// DatagramRequestHandler: a handler that reads and writes datagrams as files.
//
// Python's socketserver.DatagramRequestHandler. What is written to wfile is one
// datagram, sent by finish(): even when it is empty, and, as in Python, even
// when handle() has thrown. A client without an address, an unbound Unix
// socket, gets no answer (in Python finish() raises instead).

#ifndef CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_

#include "chapters/03_class_hierarchy/reader.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/writer.h"

namespace socketserver {

class DatagramRequestHandler : public BaseRequestHandler {
 public:
  // Throws std::logic_error if the request is a connection.
  DatagramRequestHandler(Request& its_request, const Address& client,
                         BaseServer& its_server);

  // Sends the answer. Throws std::system_error, EMSGSIZE if it is too long for
  // a datagram.
  void finish() override;

 protected:
  // The datagram, and whether it was cut. Python's self.packet, self.socket.
  const Datagram& packet;

  Reader rfile;  // Over the datagram.
  Writer wfile;  // Collects the answer.
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_
