// RequestThreads: the threads that serve a request each.
//
// What Python does with threading.Thread and a list, in socketserver's
// _Threads. A thread is in the list while it works. When it has ended, another
// one has to join it: only then is it certain that it has left all code of the
// server's, and its stack is given back. The serving thread may wait for a
// client for hours, so whoever ends next does it.
//
// And it waits for nobody. Of those that ended before, it joins the ones that
// have gone; one that still is on its last instructions is left to the next. So
// of the threads that have ended, however many there were, at the most those
// are left that were on their way out when the last one ended.
//
// Thread rule: everything here may be called from every thread, start() only
// while no join() is under way.

#ifndef CHAPTERS_04_MIXINS_REQUEST_THREADS_H_
#define CHAPTERS_04_MIXINS_REQUEST_THREADS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/cut_off_point.h"
#include "chapters/03_class_hierarchy/request.h"

#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <list>
#include <mutex>

namespace socketserver {

// What Python keeps in class attributes of ThreadingMixIn.
struct ThreadingOptions {
  // With so many requests under way no other is accepted until one of them has
  // ended. 0: any number, as in Python.
  std::size_t max_threads = 0;

  // Whether server_close waits for the threads. Without that they go on after
  // it, and the destructor waits. Python: True too.
  bool block_on_close = true;

  // Whether server_close cuts the connections of the threads off first, so that
  // whoever waits for a client stops waiting. Python: False too; but there it
  // means that the threads are abandoned, which C++ can't allow, since they use
  // the server.
  bool daemon_threads = false;

  // How much memory a thread may use for its stack, in bytes. It is reserved,
  // not used; but glibc keeps no more than 40 MB of stacks for the next
  // threads, and with Linux's usual 8 MB that is four. Python: the system's.
  std::size_t stack_size = std::size_t{1} << 20;
};

class RequestThreads {
 public:
  // Serves a request, in a thread of its own. Must not throw.
  using Work = std::function<void(Request&, const Address& client)>;

  // With max_threads, `has_room_again` is called when has_room() turns true, by
  // the thread that ends. Throws std::system_error for a stack size that is too
  // small.
  explicit RequestThreads(Work work, const ThreadingOptions& options = {},
                          std::function<void()> has_room_again = nullptr);
  RequestThreads(const RequestThreads&) = delete;
  RequestThreads& operator=(const RequestThreads&) = delete;

  // REQUIRES: join() has been called since the last start(), by none of them;
  // or this is a forked child, which has none.
  ~RequestThreads();

  // Reports whether there are fewer than max_threads.
  [[nodiscard]] bool has_room() const;

  // Moves `request` into a new thread, which serves it. Throws
  // std::system_error if there can be no such thread; the request is the
  // caller's then, as before.
  void start(Request& request, const Address& client_address);

  // Ends the connections that are being served, except by the calling thread:
  // the handlers read the end of file, and can't write.
  void cut_off() noexcept;

  // Waits until all of them have ended. Called by one of them, it waits for
  // those that aren't inside join() themselves.
  void join();

 private:
  struct Thread;
  using Threads = std::list<Thread>;  // Moving between lists moves no Thread.
  struct Thread {
    RequestThreads* owner = nullptr;
    Threads::iterator position;
    Request request;
    Address client_address;
    CutOffPoint point;
    pthread_t id{};  // Once it has ended.
  };

  static void* run(void* thread);
  void end(Thread& self);
  void join_those_gone();
  [[nodiscard]] bool is_full() const;

  // The Thread that this thread is; null in all others.
  static thread_local const Thread* current;

  const Work work_;
  const ThreadingOptions options_;
  const std::function<void()> has_room_again_;
  pthread_attr_t attributes_{};  // Of the threads: the size of the stack.
  mutable std::mutex mutex_;     // Guards what follows.
  std::condition_variable changed_;
  Threads working_;
  Threads ended_;            // On their last instructions, or gone; not joined.
  Threads spare_;            // Joined. Kept for their memory.
  std::size_t joining_ = 0;  // Of the working: those inside join().
  unsigned releases_ = 0;    // How often all those were let go.
};

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_REQUEST_THREADS_H_
