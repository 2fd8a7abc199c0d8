#include "chapters/02_selector_loop/listener_watch.h"

#include "chapters/01_accept_loop/accept_error.h"
#include "chapters/02_selector_loop/selector.h"

#include <utility>

namespace socketserver {

ListenerWatch::ListenerWatch(PollSelector& selector, int listener)
    : selector_(selector), listener_(listener) {}

ListenerWatch::~ListenerWatch() {
  update(false);
}

bool ListenerWatch::look_away() {
  pause_.emplace(kAcceptPause);
  return !std::exchange(shortage_, true);
}

Timeout ListenerWatch::remaining() const {
  return pause_ ? pause_->remaining() : std::nullopt;
}

void ListenerWatch::update(bool room) {
  if (pause_ && pause_->passed()) {
    pause_.reset();
  }
  const bool wanted = room && !pause_;
  if (wanted && !registered_) {
    selector_.register_fd(listener_, kEventRead);
  } else if (!wanted && registered_) {
    selector_.unregister(listener_);
  }
  registered_ = wanted;
}

}  // namespace socketserver
