#include "chapters/02_selector_loop/poll_selector.h"

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/01_accept_loop/system_call.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <string>
#include <thread>

namespace socketserver {
namespace {

std::invalid_argument bad_argument(const char* call, int fd,
                                   const char* reason) {
  return std::invalid_argument(std::string(call) + " " + std::to_string(fd) +
                               ": " + reason);
}

decltype(pollfd::events) to_poll_events(unsigned events) {
  return static_cast<decltype(pollfd::events)>(
      ((events & kEventRead) != 0 ? POLLIN : 0) |
      ((events & kEventWrite) != 0 ? POLLOUT : 0));
}

// poll reports POLLERR and POLLHUP unasked; they count for whatever was asked.
unsigned to_ready_events(const pollfd& entry) {
  unsigned events = 0;
  if ((entry.revents & ~POLLOUT) != 0 && (entry.events & POLLIN) != 0) {
    events |= kEventRead;
  }
  if ((entry.revents & ~POLLIN) != 0 && (entry.events & POLLOUT) != 0) {
    events |= kEventWrite;
  }
  return events;
}

// The wait as poll(2) takes it: whole milliseconds in an int, -1 for ever.
int to_poll_timeout(Timeout timeout) {
  using std::chrono::milliseconds;
  if (!timeout) {
    return -1;
  }
  // Rounded down, the last fraction of a millisecond would be a busy loop.
  const milliseconds rounded_up = std::chrono::ceil<milliseconds>(*timeout);
  return static_cast<int>(std::min<milliseconds::rep>(
      rounded_up.count(), std::numeric_limits<int>::max()));
}

}  // namespace

void PollSelector::register_fd(int fd, unsigned events) {
  if (fd < 0) {
    throw bad_argument("register_fd", fd, "not a descriptor");
  }
  if (events == 0 || (events & ~(kEventRead | kEventWrite)) != 0) {
    throw bad_argument("register_fd", fd, "no such event");
  }
  if (std::ranges::find(watched_, fd, &pollfd::fd) != watched_.end()) {
    throw bad_argument("register_fd", fd, "already registered");
  }
  watched_.push_back(
      {.fd = fd, .events = to_poll_events(events), .revents = 0});
}

void PollSelector::unregister(int fd) {
  const auto entry = std::ranges::find(watched_, fd, &pollfd::fd);
  if (entry == watched_.end()) {
    throw bad_argument("unregister", fd, "not registered");
  }
  watched_.erase(entry);
}

std::span<const Ready> PollSelector::select(Timeout timeout) {
  ready_.clear();
  const Deadline deadline(timeout);
  int found = 0;
  do {
    // What is left, since a signal may have ended an earlier round.
    found = ::poll(watched_.data(), watched_.size(),
                   to_poll_timeout(deadline.remaining()));
    // More of them than the process may have open now, or than memory holds.
    if (found == -1 && (errno == EINVAL || errno == ENOMEM)) {
      found = poll_one_by_one(deadline.remaining());
    }
    if (found == -1 && errno != EINTR) {
      check(found, "poll");
    }
  } while (found <= 0 && !deadline.passed());
  // Those that poll has marked, in the order of registration.
  for (const pollfd& entry : watched_) {
    if (const unsigned events = to_ready_events(entry); events != 0) {
      ready_.push_back({.fd = entry.fd, .events = events});
    }
  }
  return ready_;
}

// Waits a little, and not until one of them is ready: for that they would have
// to be watched together.
int PollSelector::poll_one_by_one(Timeout timeout) {
  int found = 0;
  for (pollfd& entry : watched_) {
    entry.revents = 0;
    found += std::max(::poll(&entry, 1, 0), 0);
  }
  if (found == 0) {
    std::this_thread::sleep_for(*shorter(timeout, FailureRow::kRest));
  }
  return found;
}

}  // namespace socketserver
