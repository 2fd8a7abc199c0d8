#include "chapters/03_class_hierarchy/writer.h"

#include "chapters/03_class_hierarchy/timed_io.h"

#include <cerrno>
#include <system_error>
#include <utility>

namespace socketserver {

Writer::Writer(int socket, std::size_t buffer_size, Timeout timeout)
    : socket_(socket), buffer_size_(buffer_size), timeout_(timeout) {}

std::size_t Writer::write(std::string_view bytes) {
  if (closed_) {
    throw std::system_error(EBADF, std::system_category(), "write");
  }
  if (socket_ != -1 && buffer_size_ == 0) {
    send_within(socket_, bytes, timeout_);
    return bytes.size();
  }
  buffer_ += bytes;
  if (socket_ != -1 && buffer_.size() > buffer_size_) {
    flush();
  }
  return bytes.size();
}

void Writer::flush() {
  if (socket_ != -1 && !buffer_.empty()) {
    send_within(socket_, std::exchange(buffer_, ""), timeout_);
  }
}

void Writer::close() {
  closed_ = true;
  flush();
}

}  // namespace socketserver
