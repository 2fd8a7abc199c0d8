// Stream: what a connection is to a handler.
//
// A handler in Python calls recv and sendall of its request, whatever that is:
// a socket, or something that looks like one and encrypts. C++ wants to know
// what that is. A Stream is a value that owns the connection and, on top of it,
// the layers that somebody has pushed: each works on what passes, and passes it
// on to the Stream below. Without a layer, a call is the system call.
//
//   handler: recv, send --> layer --> layer --> socket
//
// Not thread-safe. (What cuts it off from elsewhere is its CutOffPoint.)

#ifndef CHAPTERS_03_CLASS_HIERARCHY_STREAM_H_
#define CHAPTERS_03_CLASS_HIERARCHY_STREAM_H_

#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/cut_off_point.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <utility>

namespace socketserver {

class StreamLayer;

class Stream {
 public:
  Stream() noexcept;  // None.
  explicit Stream(UniqueFd socket) noexcept;

  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // Whoever moves it away takes it out of its CutOffPoint.
  Stream(Stream&& other) noexcept;
  Stream& operator=(Stream&& other) noexcept;

  ~Stream();

  // Receives what is there, and waits until `deadline` if that is nothing.
  // Returns how many bytes it stored, 0 at the end of file. Throws
  // std::system_error, ETIMEDOUT when the deadline has passed.
  std::size_t recv(std::span<char> room, Deadline deadline = {});

  // Sends all of `bytes`. Throws std::system_error, ETIMEDOUT when the deadline
  // has passed: how much was sent by then is unknown, as in Python.
  void send(std::string_view bytes, Deadline deadline = {});

  // Tells the client that this was all. Never fails or waits without a layer:
  // if the client has gone, there is nobody to tell.
  void shutdown_write(Deadline deadline = {});

  // Ends the connection, as the destructor does.
  void close() noexcept;

  // The socket's descriptor, below all layers; -1 if there is none.
  [[nodiscard]] int fileno() const;
  explicit operator bool() const { return fileno() != -1; }

  // Bounds all that follows, whatever layers are there: each wait is over at
  // the sooner of this and its own deadline.
  void set_deadline(Deadline deadline) { deadline_ = deadline; }

  // Puts `layer` on top; what is here already, is below it from now on.
  void push(std::unique_ptr<StreamLayer> layer) noexcept;

  // Has `point`, which must live as long as it stays in this Stream, cut this
  // connection off.
  void cut_off_at(CutOffPoint& point) noexcept;

 private:
  void leave_point() noexcept;

  UniqueFd socket_;
  CutOffPoint* point_ = nullptr;
  std::unique_ptr<StreamLayer> layer_;  // With one, socket_ is further below.
  Deadline deadline_;
};

// A layer does what it likes to the bytes; as it stands, nothing.
class StreamLayer {
 public:
  StreamLayer() = default;
  StreamLayer(const StreamLayer&) = delete;
  StreamLayer& operator=(const StreamLayer&) = delete;
  virtual ~StreamLayer();

  virtual std::size_t recv(std::span<char> room, Deadline deadline);
  virtual void send(std::string_view bytes, Deadline deadline);
  virtual void shutdown_write(Deadline deadline);

 protected:
  // What it was pushed on; empty before.
  Stream& below() { return below_; }

 private:
  friend class Stream;
  Stream below_;
};

// What is called for each request, small enough to be no call at all.

inline Stream::Stream() noexcept = default;

inline Stream::Stream(UniqueFd socket) noexcept : socket_(std::move(socket)) {}

inline Stream::Stream(Stream&& other) noexcept {
  *this = std::move(other);
}

inline Stream& Stream::operator=(Stream&& other) noexcept {
  leave_point();
  other.leave_point();
  layer_ = std::move(other.layer_);
  socket_ = std::move(other.socket_);
  deadline_ = other.deadline_;
  return *this;
}

inline Stream::~Stream() {
  leave_point();
}

inline int Stream::fileno() const {
  return layer_ != nullptr ? layer_->below_.fileno() : socket_.get();
}

inline void Stream::leave_point() noexcept {
  if (layer_ != nullptr) {
    layer_->below_.leave_point();
  } else if (point_ != nullptr) {
    std::exchange(point_, nullptr)->leave();
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_STREAM_H_
