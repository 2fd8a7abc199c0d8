// CutOffPoint: where a connection can be cut off from another thread. Optional
// depth.
//
// shutdown(2) ends a connection even while its own thread waits in recv, which
// then finds the end of file. But the thread that serves it may also close it
// at any moment, and then its number is soon another client's. So whoever wants
// to cut it off holds it here meanwhile, and whoever wants to close it waits:
// a lock of one word, which costs the server next to nothing.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_CUT_OFF_POINT_H_
#define CHAPTERS_03_CLASS_HIERARCHY_CUT_OFF_POINT_H_

#include <sys/socket.h>

#include <atomic>

namespace socketserver {

class CutOffPoint {
 public:
  // For the thread that serves: `socket` can be cut off here from now on; it
  // no longer can. Called before it is closed.
  void enter(int socket) noexcept { socket_.store(socket); }
  void leave() noexcept {
    int socket = socket_.load();
    while (socket == kHeld || !socket_.compare_exchange_weak(socket, kNone)) {
      socket_.wait(kHeld);
      socket = socket_.load();
    }
  }

  // For every thread: ends the connection that is here, if there is one.
  void cut_off() noexcept {
    int socket = socket_.load();
    if (socket >= 0 && socket_.compare_exchange_strong(socket, kHeld)) {
      ::shutdown(socket, SHUT_RDWR);
      socket_.store(socket);
      socket_.notify_all();
    }
  }

 private:
  static constexpr int kNone = -1;
  static constexpr int kHeld = -2;  // By a thread that cuts it off just now.

  std::atomic<int> socket_ = kNone;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_CUT_OFF_POINT_H_
