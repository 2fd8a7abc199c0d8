#include "chapters/03_class_hierarchy/watched_descriptors.h"

#include <stdexcept>
#include <string>

namespace socketserver {

void WatchedDescriptors::watch(int fd, unsigned events) {
  if (watched_.contains(fd)) {  // It may be resting.
    throw std::invalid_argument("watch " + std::to_string(fd) +
                                ": already watched");
  }
  selector_.register_fd(fd, events);
  // Both or neither, when memory runs out between the two.
  try {
    watched_.emplace(fd, Watched{.events = events, .turn = turn_, .row = {}});
  } catch (...) {
    selector_.unregister(fd);
    throw;
  }
}

void WatchedDescriptors::unwatch(int fd) {
  const auto watched = watched_.find(fd);
  if (watched == watched_.end()) {
    throw std::invalid_argument("unwatch " + std::to_string(fd) +
                                ": not watched");
  }
  // While it rests, the selector doesn't have it.
  if (!watched->second.resting) {
    selector_.unregister(fd);
  }
  watched_.erase(watched);
}

void WatchedDescriptors::begin_turn() {
  ++turn_;  // What is watched from now on is not concerned in this turn.
  if (rest_ && rest_->passed()) {
    rest_.reset();
    for (auto& [fd, watched] : watched_) {
      if (watched.resting) {
        selector_.register_fd(fd, watched.events);
        watched.resting = false;
      }
    }
  }
}

Timeout WatchedDescriptors::remaining() const {
  return rest_ ? rest_->remaining() : std::nullopt;
}

bool WatchedDescriptors::is_concerned(int fd) const {
  const auto watched = watched_.find(fd);
  return watched != watched_.end() && watched->second.turn != turn_;
}

void WatchedDescriptors::succeeded(int fd) {
  if (const auto watched = watched_.find(fd); watched != watched_.end()) {
    watched->second.row.succeeded();
  }
}

bool WatchedDescriptors::failed(int fd) {
  const auto watched = watched_.find(fd);
  if (watched == watched_.end()) {
    return true;  // It has been unwatched first.
  }
  const bool is_news = watched->second.row.failed(1);
  if (watched->second.row.lasts()) {
    // Level-triggered, it would be ready again at once: a busy loop.
    selector_.unregister(fd);
    watched->second.resting = true;
    rest_.emplace(FailureRow::kRest);
  }
  return is_news;
}

}  // namespace socketserver
