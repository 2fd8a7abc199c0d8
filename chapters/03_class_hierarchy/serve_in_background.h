// ServeInBackground: a thread that serves, for the length of a scope.
//
// Python's
//
//   threading.Thread(target=server.serve_forever).start()
//   ...
//   server.shutdown()
//
// but the shutdown can't be forgotten. Declare it after the server, so that it
// is destroyed first.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVE_IN_BACKGROUND_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVE_IN_BACKGROUND_H_

#include "chapters/03_class_hierarchy/base_server.h"

#include <thread>

namespace socketserver {

class ServeInBackground {
 public:
  // Runs server.serve_forever() in a thread of its own, and returns once that
  // has begun. REQUIRES: nobody else serves it; what serve_forever throws ends
  // the program.
  explicit ServeInBackground(BaseServer& server)
      : server_(server), thread_([&server] { server.serve_forever(); }) {
    server_.wait_for_run(number_);
  }
  ServeInBackground(const ServeInBackground&) = delete;
  ServeInBackground& operator=(const ServeInBackground&) = delete;

  // Stops it, and waits for the thread.
  ~ServeInBackground() { server_.shutdown(); }

 private:
  BaseServer& server_;
  unsigned number_ = server_.runs() + 1;  // Of the run that the thread begins.
  std::jthread thread_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVE_IN_BACKGROUND_H_
