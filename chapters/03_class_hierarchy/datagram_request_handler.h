// DatagramRequestHandler: a handler that reads and writes datagrams as files.
//
// Python's socketserver.DatagramRequestHandler. What is written to wfile is one
// datagram, sent by finish(): even when it is empty, and, as in Python, even
// when handle() has thrown. A client without an address, an unbound Unix
// socket, gets no answer (in Python finish() raises instead). Neither does one
// that has no room for it by the time-out: UDP drops such an answer at once,
// and a server that waited on (as Python's does, over a Unix socket) could be
// stopped by a client that never reads. (One that has also connected its socket
// to the server's may fill the server's send buffer: then all answers are
// dropped until it reads or goes. The kernel offers no way around that.)

#ifndef CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_

#include "chapters/03_class_hierarchy/reader.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/writer.h"

#include <chrono>

namespace socketserver {

struct DatagramOptions {
  // How long an answer waits for room in its client's queue. Python: for ever.
  std::chrono::nanoseconds answer_timeout = std::chrono::milliseconds(100);
};

class DatagramRequestHandler : public BaseRequestHandler {
 public:
  // Throws std::logic_error if the request is a connection.
  DatagramRequestHandler(Request& its_request, const Address& client,
                         BaseServer& its_server,
                         const DatagramOptions& options = {});

  // Sends the answer, or drops it after answer_timeout; sends none if the
  // handler has moved or closed its request. Throws std::system_error, EMSGSIZE
  // if it is too long for a datagram.
  void finish() override;

 protected:
  // The datagram, and whether it was cut. Python's self.packet, self.socket.
  const Datagram& packet;

  Reader rfile;  // Over the datagram.
  Writer wfile;  // Collects the answer.

 private:
  DatagramOptions options_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_REQUEST_HANDLER_H_
