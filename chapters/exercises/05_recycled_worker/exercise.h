// Exercise 05_recycled_worker: a server that ends after so many requests.

#ifndef CHAPTERS_EXERCISES_05_RECYCLED_WORKER_EXERCISE_H_
#define CHAPTERS_EXERCISES_05_RECYCLED_WORKER_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"

#include <utility>

// region: includes
// end

namespace socketserver {

// Any server, whose serve_forever returns once `limit` requests have ended, as
// if somebody had called shutdown(). Under a mix-in of threads a few more may
// be under way by then. Whoever calls later waits in the queue of the listener,
// for the next server that has it.
template <typename Base>
class LimitedLife : public Base {
 public:
  template <typename... Arguments>
  explicit LimitedLife(int limit, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), limit_(limit) {}

 protected:
  // region: hook
  // end

 private:
  int limit_;
  // region: members
  [[maybe_unused]] int requests_ = 0;
  // end
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_05_RECYCLED_WORKER_EXERCISE_H_
