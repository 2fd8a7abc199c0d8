#include "chapters/03_class_hierarchy/writer.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace socketserver {

Writer::Writer(Stream& stream, std::size_t buffer_size, Timeout timeout)
    : stream_(&stream), buffer_size_(buffer_size), timeout_(timeout) {}

std::size_t Writer::write(std::string_view bytes) {
  if (closed_) {
    throw std::system_error(EBADF, std::system_category(), "write");
  }
  if (stream_ != nullptr && buffer_size_ == 0) {
    stream_->send(bytes, Deadline(timeout_));
    return bytes.size();
  }
  buffer_ += bytes;
  if (stream_ != nullptr && buffer_.size() > buffer_size_) {
    flush();
  }
  return bytes.size();
}

void Writer::flush() {
  if (stream_ != nullptr && !buffer_.empty()) {
    stream_->send(std::exchange(buffer_, ""), Deadline(timeout_));
  }
}

void Writer::close() {
  closed_ = true;
  flush();
}

}  // namespace socketserver
