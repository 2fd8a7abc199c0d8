// Reader: what a client sends, as a file. A handler's rfile.
//
// TCP delivers bytes, not messages: a line may come in three pieces, or three
// lines in one. A Reader puts them together. It mirrors the part of Python's
// io.BufferedReader that a handler uses.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_READER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_READER_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/stream.h"

#include <cstddef>
#include <string>

namespace socketserver {

class Reader {
 public:
  // The longest line that readline() returns unless told otherwise, in bytes.
  // Python's has no limit: there a client can fill the server's memory with a
  // line that never ends.
  static constexpr std::size_t kLongestLine = 65536;

  // Reads from `stream`, which outlives it, `buffer_size` bytes at a time; 0:
  // one byte at a time, so that what isn't read stays in the socket. Each
  // wait for bytes is bounded by `timeout`.
  Reader(Stream& stream, std::size_t buffer_size, Timeout timeout);

  // Reads `content`: Python's io.BytesIO.
  explicit Reader(std::string content);

  // The reading functions throw std::system_error: ETIMEDOUT when the wait was
  // too long, and from then on EIO, since part of what was to be read may be
  // lost; EBADF once closed.

  // A line with its newline; what is left, without one, at the end of file; ""
  // after it. A line longer than `limit` comes in pieces of `limit` bytes, of
  // which only the last ends with the newline.
  std::string readline(std::size_t limit = kLongestLine);

  // `size` bytes, or fewer at the end of file.
  std::string read(std::size_t size);

  // Everything up to the end of file, and that is as much as the client likes
  // to send: not for one whom you don't trust.
  std::string read();

  // What is there, at the most `size` bytes (unbuffered: one); waits only if
  // that is nothing. "" at the end of file.
  std::string read1(std::size_t size);

  // Drops what is buffered, and refuses all further reads. The stream stays
  // open.
  void close();

  // The connection's descriptor, or -1.
  [[nodiscard]] int fileno() const {
    return stream_ == nullptr ? -1 : stream_->fileno();
  }

 private:
  // Receives into the empty buffer; reports whether anything came.
  bool fill();
  // Moves `size` bytes from the buffer to the end of `bytes`; none if it
  // throws.
  void take(std::size_t size, std::string& bytes);
  [[nodiscard]] std::size_t buffered() const { return buffer_.size() - next_; }

  Stream* stream_ = nullptr;
  std::size_t buffer_size_ = 0;
  Timeout timeout_;
  std::string buffer_;    // Made when it is first needed.
  std::size_t next_ = 0;  // buffer_[next_..] has not been read yet.
  bool timed_out_ = false;
  bool closed_ = false;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_READER_H_
