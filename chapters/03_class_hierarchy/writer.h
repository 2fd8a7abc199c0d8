// Writer: the answer to a client, as a file. A handler's wfile.
//
// Unbuffered by default, as in Python: each write is sent before it returns,
// all of it. It mirrors the part of Python's io.BufferedIOBase that a handler
// uses.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_WRITER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_WRITER_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/stream.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace socketserver {

class Writer {
 public:
  // Writes to `stream`, which outlives it. Up to `buffer_size` bytes are
  // collected before they are sent; 0: none. Each sending is bounded by
  // `timeout`.
  Writer(Stream& stream, std::size_t buffer_size, Timeout timeout);

  // Collects all that is written in content(): Python's io.BytesIO.
  Writer() = default;

  // Writes all of `bytes`, and returns how many those are. Throws
  // std::system_error: EPIPE or ECONNRESET once the kernel knows that the
  // client has gone; ETIMEDOUT if it hasn't taken all of it in time, and EIO
  // from then on, since more would follow upon half an answer; EBADF once
  // closed.
  std::size_t write(std::string_view bytes);

  // Sends what is buffered. Throws as write() does; what couldn't be sent is
  // lost.
  void flush();

  // Sends what is buffered, and refuses all further writes, even if the sending
  // throws, as flush() does. The stream stays open.
  void close();

  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] const std::string& content() const { return buffer_; }

  // The connection's descriptor, or -1.
  [[nodiscard]] int fileno() const {
    return stream_ == nullptr ? -1 : stream_->fileno();
  }

 private:
  void send(std::string_view bytes);

  Stream* stream_ = nullptr;
  std::size_t buffer_size_ = 0;
  Timeout timeout_;
  std::string buffer_;
  bool timed_out_ = false;
  bool closed_ = false;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_WRITER_H_
