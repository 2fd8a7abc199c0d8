// WorkerThreads: a fixed number of threads that serve one request after the
// other.
//
// What Python does with concurrent.futures.ThreadPoolExecutor. The difference
// is what it doesn't have, a queue: a request is given to a worker that is idle
// at that moment, and whoever would give another has to wait until one is. The
// clients then wait in the kernel's queue, which holds them anyway, and where
// they cost the server neither a descriptor nor memory.
//
// They take turns: the one that has been idle for longest gets the next.
//
// Thread rule: start() and give() in the thread that serves; join() in any one
// thread, once no other serves, or in a worker; the rest in every thread.

#ifndef CHAPTERS_05_POOLS_WORKER_THREADS_H_
#define CHAPTERS_05_POOLS_WORKER_THREADS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/cut_off_point.h"
#include "chapters/03_class_hierarchy/request.h"

#include <pthread.h>
#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>
#include <string>

namespace socketserver {

struct ThreadPoolOptions {
  // How many workers there are, and so how many requests are served at once. At
  // least 1. Python's ThreadPoolExecutor: 4 more than there are processors, and
  // 32 at the most.
  std::size_t threads = 4;

  // Whether server_close cuts the connections of the workers off first, as in
  // ThreadingOptions.
  bool daemon_threads = false;

  // How much memory a worker may use for its stack, in bytes. Reserved, not
  // used.
  std::size_t stack_size = std::size_t{1} << 20;
};

class WorkerThreads {
 public:
  // Serves a request, in one of the workers. Must not throw.
  using Work = std::function<void(Request&, const Address& client)>;

  // `has_room_again` is called when has_room() turns true, by the worker that
  // has become idle. Throws std::invalid_argument for no thread at all, and
  // std::system_error for a stack that is too small.
  WorkerThreads(Work work, const ThreadPoolOptions& options,
                std::function<void()> has_room_again);
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

  // REQUIRES: join() has returned since the last start(); or this is a forked
  // child, which has none of the workers.
  ~WorkerThreads();

  // Starts all of them, unless they run. Throws std::system_error if there
  // can't be so many, and then there is none; and std::logic_error if they are
  // those of the process that has forked this one.
  void start();

  // Reports whether a worker is idle.
  [[nodiscard]] bool has_room() const noexcept;

  // Moves `request` to an idle worker, which serves it. Throws std::logic_error
  // if none is idle; the request is the caller's then, as before.
  void give(Request& request, const Address& client_address);

  // Ends the connections that are being served, except by the calling thread.
  void cut_off() noexcept;

  // Waits until the requests that were given have been served and the workers
  // have ended. A worker that calls it doesn't wait, neither for itself nor for
  // the others: somebody else has to.
  void join();

 private:
  struct Worker;
  using Workers = std::list<Worker>;  // Moving between lists moves no Worker.
  struct Worker {
    WorkerThreads* owner = nullptr;
    Workers::iterator position;
    pthread_t id{};
    std::condition_variable given;  // A request, or the sign to end.
    bool has_request = false;
    Request request;
    Address client_address;
    CutOffPoint point;
  };

  void start_one(const std::string& call);
  static void* run(void* worker);
  bool wait_for_request(Worker& self);
  void become_idle(Worker& self);
  [[nodiscard]] bool in_forked_child() const noexcept;

  // The Worker that this thread is; null in all others.
  static thread_local const Worker* current;

  const Work work_;
  const ThreadPoolOptions options_;
  const std::function<void()> has_room_again_;
  pthread_attr_t attributes_{};  // Of the threads: the size of the stack.
  // Of the process whose threads they are; 0 if there are none.
  std::atomic<pid_t> pid_ = 0;
  mutable std::mutex mutex_;  // Guards what follows.
  Workers idle_;
  Workers busy_;
  bool ending_ = false;
};

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_WORKER_THREADS_H_
