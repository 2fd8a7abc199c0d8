// StreamRequestHandler: a handler that reads and writes a connection as a file.
//
// Python's socketserver.StreamRequestHandler.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/reader.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/03_class_hierarchy/writer.h"

#include <cstddef>
#include <optional>

namespace socketserver {

// What Python keeps in class attributes of the handler, with its defaults.
struct StreamOptions {
  std::size_t rbufsize = 8192;  // Bytes; 0: unbuffered. Python: -1.
  std::size_t wbufsize = 0;     // Bytes; 0: unbuffered.

  // For each wait for bytes, and for each write as a whole.
  Timeout timeout = std::nullopt;

  // True: small writes go out at once, each in a packet of its own. TCP only.
  bool disable_nagle_algorithm = false;
};

class StreamRequestHandler : public BaseRequestHandler {
 public:
  // Throws std::logic_error if the request is a datagram.
  StreamRequestHandler(Request& its_request, const Address& client,
                       BaseServer& its_server,
                       const StreamOptions& options = {});

  // Throws std::system_error if Nagle's algorithm can't be disabled.
  void setup() override;

  // Closes both files. What wfile still holds is sent; if that fails, it is
  // dropped without a report.
  void finish() override;

 protected:
  Stream& connection;  // The request: Python's self.connection.
  Reader rfile;
  Writer wfile;

 private:
  bool disable_nagle_algorithm_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_
