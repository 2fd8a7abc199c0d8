#include "chapters/03_class_hierarchy/reader.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <system_error>
#include <utility>

namespace socketserver {
namespace {

std::system_error read_error(int error) {
  return {error, std::system_category(), "read"};
}

}  // namespace

Reader::Reader(Stream& stream, std::size_t buffer_size, Timeout timeout)
    : stream_(&stream),
      buffer_size_(std::max<std::size_t>(buffer_size, 1)),
      timeout_(timeout) {}

Reader::Reader(std::string content) : buffer_(std::move(content)) {}

std::string Reader::readline(std::size_t limit) {
  std::string line;
  // As many receives as it takes: a line has no length before it has an end.
  while (line.size() < limit && (buffered() > 0 || fill())) {
    const std::size_t newline = buffer_.find('\n', next_);
    const std::size_t end =
        newline == std::string::npos ? buffer_.size() : newline + 1;
    take(std::min(end - next_, limit - line.size()), line);
    if (line.ends_with('\n')) {
      break;
    }
  }
  return line;
}

std::string Reader::read(std::size_t size) {
  std::string bytes;
  while (bytes.size() < size && (buffered() > 0 || fill())) {
    take(std::min(buffered(), size - bytes.size()), bytes);
  }
  return bytes;
}

std::string Reader::read() {
  return read(std::numeric_limits<std::size_t>::max());
}

std::string Reader::read1(std::size_t size) {
  // One receive at the most, and none if something is left of the last one.
  if (size == 0 || (buffered() == 0 && !fill())) {
    return "";
  }
  std::string bytes;
  take(std::min(buffered(), size), bytes);
  return bytes;
}

void Reader::close() {
  closed_ = true;
  buffer_.clear();
  next_ = 0;
}

bool Reader::fill() {
  if (closed_ || timed_out_) {
    throw read_error(closed_ ? EBADF : EIO);
  }
  if (stream_ == nullptr) {
    return false;  // The content was all there is.
  }
  // Empty until all has gone well, whatever is thrown on the way.
  std::string room = std::exchange(buffer_, "");
  next_ = 0;
  room.resize(buffer_size_);
  std::size_t size = 0;
  try {
    size = stream_->recv(room, Deadline(timeout_));
  } catch (const std::system_error& error) {
    // A line may have been half read, so that what comes next is no line.
    timed_out_ = error.code() == std::errc::timed_out;
    throw;
  }
  room.resize(size);
  buffer_ = std::move(room);
  return size > 0;
}

void Reader::take(std::size_t size, std::string& bytes) {
  bytes.append(buffer_, next_, size);
  next_ += size;
}

}  // namespace socketserver
