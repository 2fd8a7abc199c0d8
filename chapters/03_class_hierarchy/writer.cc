#include "chapters/03_class_hierarchy/writer.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace socketserver {

Writer::Writer(Stream& stream, std::size_t buffer_size, Timeout timeout)
    : stream_(&stream), buffer_size_(buffer_size), timeout_(timeout) {}

std::size_t Writer::write(std::string_view bytes) {
  if (closed_ || timed_out_) {
    throw std::system_error(closed_ ? EBADF : EIO, std::system_category(),
                            "write");
  }
  if (stream_ != nullptr && buffer_size_ == 0) {
    send(bytes);
    return bytes.size();
  }
  // A datagram's answer has no stream: it is collected, and sent at the end.
  buffer_ += bytes;
  if (stream_ != nullptr && buffer_.size() > buffer_size_) {
    flush();
  }
  return bytes.size();
}

void Writer::flush() {
  if (stream_ != nullptr && !buffer_.empty()) {
    send(std::exchange(buffer_, ""));
  }
}

void Writer::close() {
  closed_ = true;  // First: it is closed even if the flush fails.
  flush();
}

void Writer::send(std::string_view bytes) {
  try {
    stream_->send(bytes, Deadline(timeout_));
  } catch (const std::system_error& error) {
    // Nobody knows how much of it was sent, so nothing may follow.
    timed_out_ = error.code() == std::errc::timed_out;
    throw;
  }
}

}  // namespace socketserver
