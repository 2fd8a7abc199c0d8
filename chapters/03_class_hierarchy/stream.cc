#include "chapters/03_class_hierarchy/stream.h"

#include "chapters/03_class_hierarchy/timed_io.h"

#include <sys/socket.h>

#include <utility>

namespace socketserver {

void Stream::close() noexcept {
  leave_point();  // First: from here on the number may be another's.
  layer_.reset();
  socket_.reset();
}

std::size_t Stream::recv(std::span<char> room, Deadline deadline) {
  const Deadline until = sooner(deadline, deadline_);
  return layer_ != nullptr ? layer_->recv(room, until)
                           : recv_until(socket_.get(), room, until);
}

void Stream::send(std::string_view bytes, Deadline deadline) {
  const Deadline until = sooner(deadline, deadline_);
  if (layer_ != nullptr) {
    layer_->send(bytes, until);
  } else {
    send_until(socket_.get(), bytes, until);
  }
}

void Stream::shutdown_write(Deadline deadline) {
  if (layer_ != nullptr) {
    layer_->shutdown_write(sooner(deadline, deadline_));
  } else {
    // Fails if the client has gone, and then it needs no telling.
    ::shutdown(socket_.get(), SHUT_WR);
  }
}

void Stream::push(std::unique_ptr<StreamLayer> layer) noexcept {
  // Part by part: the connection stays in its point, and the deadline on top.
  Stream& below = layer->below_;
  below.socket_ = std::move(socket_);
  below.point_ = std::exchange(point_, nullptr);
  below.layer_ = std::move(layer_);
  layer_ = std::move(layer);
}

void Stream::cut_off_at(CutOffPoint& point) noexcept {
  // The socket is at the bottom, and so is its point.
  if (layer_ != nullptr) {
    layer_->below_.cut_off_at(point);
  } else if (socket_) {
    point_ = &point;
    point.enter(socket_.get());
  }
}

StreamLayer::~StreamLayer() = default;

std::size_t StreamLayer::recv(std::span<char> room, Deadline deadline) {
  return below_.recv(room, deadline);
}

void StreamLayer::send(std::string_view bytes, Deadline deadline) {
  below_.send(bytes, deadline);
}

void StreamLayer::shutdown_write(Deadline deadline) {
  below_.shutdown_write(deadline);
}

}  // namespace socketserver
