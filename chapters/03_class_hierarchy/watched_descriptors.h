// WatchedDescriptors: what the loop waits for beside its clients. Optional
// depth.
//
// Whose callbacks may do what they like. One may unwatch and close what a later
// one of the same turn is about: that is not called then, since its number may
// be somebody else's by now. And if one throws each time, the loop would come
// round again at once; so from the second failure in a row on its descriptor
// rests for a moment, while the loop goes on with everything else.
//
// Not thread-safe. The selector must outlive it.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_WATCHED_DESCRIPTORS_H_
#define CHAPTERS_03_CLASS_HIERARCHY_WATCHED_DESCRIPTORS_H_

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"

#include <map>
#include <optional>

namespace socketserver {

class WatchedDescriptors {
 public:
  explicit WatchedDescriptors(PollSelector& selector) : selector_(selector) {}

  // As register_fd and unregister. Throws std::invalid_argument also for a
  // descriptor that the selector watches for somebody else.
  void watch(int fd, unsigned events);
  void unwatch(int fd);

  // To be called before each select: goes back to those that have rested.
  void begin_turn();

  // How long select may wait at the most before the next turn.
  [[nodiscard]] Timeout remaining() const;

  // Reports whether what select has said about `fd` still concerns a descriptor
  // that is watched here.
  [[nodiscard]] bool is_concerned(int fd) const;

  // Take note of how the callback for `fd` has ended. failed() reports whether
  // somebody should be told: once a row.
  void succeeded(int fd);
  bool failed(int fd);

 private:
  struct Watched {
    unsigned events;
    unsigned turn;  // In which it was added.
    FailureRow row;
    bool resting = false;
  };

  PollSelector& selector_;
  std::map<int, Watched> watched_;
  unsigned turn_ = 0;
  std::optional<Deadline> rest_;  // Set while any of them rests.
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_WATCHED_DESCRIPTORS_H_
