// StreamRequestHandler: a handler that reads and writes a connection as a file.
//
// Python's socketserver.StreamRequestHandler.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_

#include "chapters/03_class_hierarchy/reader.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/writer.h"

#include <cstddef>

namespace socketserver {

// What Python keeps in class attributes of the handler, with its defaults.
struct StreamOptions {
  std::size_t rbufsize = 8192;     // Bytes; 0: unbuffered. Python: -1.
  std::size_t wbufsize = 0;        // Bytes; 0: unbuffered.
  Timeout timeout = std::nullopt;  // For each wait on the client.
  bool disable_nagle_algorithm =
      false;  // Sends small writes at once. TCP only.
};

class StreamRequestHandler : public BaseRequestHandler {
 public:
  // Throws std::logic_error if the server is none for streams.
  StreamRequestHandler(Request& its_request, const Address& client,
                       BaseServer& its_server,
                       const StreamOptions& options = {});

  // Throws std::system_error if Nagle's algorithm can't be disabled.
  void setup() override;

  // Sends what wfile still holds, if the client is there to take it, and closes
  // both files.
  void finish() override;

 protected:
  Reader rfile;
  Writer wfile;

  // The connection's descriptor. Python's self.connection.
  [[nodiscard]] int connection() const { return wfile.fileno(); }

 private:
  bool disable_nagle_algorithm_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_STREAM_REQUEST_HANDLER_H_
