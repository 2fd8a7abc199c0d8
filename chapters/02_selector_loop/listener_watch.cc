#include "chapters/02_selector_loop/listener_watch.h"

#include "chapters/01_accept_loop/patient_accept.h"

#include <utility>

namespace socketserver {

ListenerWatch::ListenerWatch(PollSelector& selector, int listener)
    : selector_(selector), listener_(listener) {
  selector_.register_fd(listener_, kEventRead);
}

ListenerWatch::~ListenerWatch() {
  if (!pause_) {
    selector_.unregister(listener_);
  }
}

bool ListenerWatch::look_away() {
  if (!pause_) {
    selector_.unregister(listener_);
  }
  pause_.emplace(kShortagePause);
  return !std::exchange(short_, true);
}

Timeout ListenerWatch::remaining() const {
  return pause_ ? pause_->remaining() : std::nullopt;
}

void ListenerWatch::look_again_if_due() {
  if (pause_ && pause_->passed()) {
    pause_.reset();
    selector_.register_fd(listener_, kEventRead);
  }
}

}  // namespace socketserver
