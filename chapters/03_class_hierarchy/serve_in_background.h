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

#include <atomic>
#include <thread>

namespace socketserver {

class ServeInBackground {
 public:
  // Runs server.serve_forever() in a thread of its own. REQUIRES: the server is
  // open, and nobody else serves it; what serve_forever throws ends the
  // program.
  explicit ServeInBackground(BaseServer& server)
      : server_(server), thread_([this] {
          server_.serve_forever();
          ended_ = true;
        }) {}
  ServeInBackground(const ServeInBackground&) = delete;
  ServeInBackground& operator=(const ServeInBackground&) = delete;

  // Stops it, and waits for the thread.
  ~ServeInBackground() {
    // More than once if the thread has not come as far as serve_forever yet: on
    // a server that has served before, shutdown then has nothing to stop.
    do {
      server_.shutdown();
      std::this_thread::yield();
    } while (!ended_);
  }

 private:
  BaseServer& server_;
  std::atomic<bool> ended_ = false;
  std::jthread thread_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVE_IN_BACKGROUND_H_
