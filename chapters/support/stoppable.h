// Stoppable: any server, stopped by SIGINT or SIGTERM, that says when it begins
// to serve.

#ifndef CHAPTERS_SUPPORT_STOPPABLE_H_
#define CHAPTERS_SUPPORT_STOPPABLE_H_

#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"

#include <functional>
#include <utility>

namespace socketserver {

// Its loop also watches a Wakeup, the first argument of its constructor, which
// must outlive it; the others are those of `Base`.
template <typename Base>
class Stoppable : public Base {
 public:
  template <typename... Arguments>
  explicit Stoppable(const Wakeup& stop, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), stop_(stop.fileno()) {
    this->watch(stop_, kEventRead);
  }

  // Has `announce` called whenever the service begins, once all that it needs
  // is there.
  void announce_by(std::function<void()> announce) {
    announce_ = std::move(announce);
  }

 protected:
  void service_begins() override {
    Base::service_begins();
    if (announce_) {
      announce_();
    }
  }

  void descriptor_ready(int fd, unsigned events) override {
    if (fd == stop_) {
      this->shutdown();
    } else {
      Base::descriptor_ready(fd, events);
    }
  }

 private:
  int stop_;
  std::function<void()> announce_;
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_STOPPABLE_H_
