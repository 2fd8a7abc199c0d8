// UniqueFd: the owner of one file descriptor.
//
// A descriptor is a small number that stands for something the kernel keeps
// open on our behalf: a socket, a file, a pipe. It stays open until someone
// closes it, so someone must own it. Python's socket object owns one and
// closes it when it is collected; UniqueFd closes it when it goes out of scope.
// (Also known as unique_fd, ScopedFd, scoped_fd.)
//
// Not thread-safe, like any other value.

#ifndef CHAPTERS_01_ACCEPT_LOOP_UNIQUE_FD_H_
#define CHAPTERS_01_ACCEPT_LOOP_UNIQUE_FD_H_

#include <unistd.h>

#include <utility>

namespace socketserver {

class UniqueFd {
 public:
  UniqueFd() noexcept = default;
  explicit UniqueFd(int fd) noexcept : fd_(fd) {}
  UniqueFd(UniqueFd&& other) noexcept : fd_(other.release()) {}
  UniqueFd& operator=(UniqueFd&& other) noexcept {
    reset(other.release());
    return *this;
  }
  UniqueFd(const UniqueFd&) = delete;
  UniqueFd& operator=(const UniqueFd&) = delete;
  ~UniqueFd() { reset(); }

  // The descriptor, or -1 if there is none: Python's fileno().
  [[nodiscard]] int get() const noexcept { return fd_; }
  explicit operator bool() const noexcept { return fd_ != -1; }

  // Gives the descriptor up without closing it: Python's detach().
  [[nodiscard]] int release() noexcept { return std::exchange(fd_, -1); }

  // Closes the descriptor, if there is one, and owns `fd` from now on.
  void reset(int fd = -1) noexcept {
    const int old = std::exchange(fd_, fd);
    if (old != -1) {
      // Never retried: on Linux the descriptor is gone even when close fails
      // with EINTR, and a second close would hit whatever another thread has
      // been given under the same number meanwhile. See close(2).
      ::close(old);
    }
  }

 private:
  int fd_ = -1;
};

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_UNIQUE_FD_H_
