#include "chapters/02_selector_loop/listener_watch.h"

#include "chapters/02_selector_loop/selector.h"

namespace socketserver {

ListenerWatch::ListenerWatch(PollSelector& selector, int listener)
    : selector_(selector), listener_(listener) {}

ListenerWatch::~ListenerWatch() {
  // The selector may live longer, and the listener's number be given again.
  update(false);
}

bool ListenerWatch::failed(const std::error_code& error) {
  // EAGAIN is no failure: somebody else was faster.
  return error != std::errc::resource_unavailable_try_again && failed(2);
}

bool ListenerWatch::failed() {
  return failed(1);
}

bool ListenerWatch::failed(unsigned tell_from) {
  const bool is_news = row_.failed(tell_from);
  if (row_.lasts()) {
    rest_.emplace(FailureRow::kRest);
  }
  return is_news;
}

Timeout ListenerWatch::remaining() const {
  return rest_ ? rest_->remaining() : std::nullopt;
}

void ListenerWatch::update(bool room) {
  if (rest_ && rest_->passed()) {
    rest_.reset();
  }
  // Asked of the selector only when it changes: most rounds change nothing.
  const bool wanted = room && !rest_;
  if (wanted && !registered_) {
    selector_.register_fd(listener_, kEventRead);
  } else if (!wanted && registered_) {
    selector_.unregister(listener_);
  }
  registered_ = wanted;
}

}  // namespace socketserver
