// ThreadPoolMixIn: a few threads that stay, for any of the servers.
//
// Not in Python's socketserver; there one gets it from a ThreadPoolExecutor and
// an overridden process_request. As with ThreadingMixIn another thread does the
// work, and it is the same hook that says so. But the thread is there already,
// and when all of them work, the loop lets the clients wait in the kernel's
// queue. So no number of clients makes another thread.
//
//   serving thread                         a worker
//   service_begins --- starts ---------->  waits for a request
//   get_request
//   verify_request
//   process_request -- gives it to ----->  process_request_thread
//                                            finish_request, handle_error
//                                            shutdown_request
//                                          waits for the next
//
// The workers are started when the server begins to serve, and not when it is
// made: a process that makes a server may fork before, and threads don't
// survive a fork.
//
// Final, as ThreadingMixIn is, and for the same reason.
//
// Thread rule: as BaseServer, and server_close() also from a handler. The hooks
// from finish_request on are called in several threads at once. A handler must
// not end its thread by pthread_exit.

#ifndef CHAPTERS_05_POOLS_THREAD_POOL_MIX_IN_H_
#define CHAPTERS_05_POOLS_THREAD_POOL_MIX_IN_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/server_concept.h"
#include "chapters/05_pools/worker_threads.h"

#include <mutex>
#include <utility>

namespace socketserver {

template <Server Base>
class ThreadPoolMixIn final : public Base {
 public:
  using Base::Base;  // Whatever makes a Base makes a ThreadPoolMixIn<Base>.

  // The same, with options of its own before those of the base. Throws what
  // WorkerThreads throws. serve_forever and handle_request throw
  // std::system_error if there can't be so many threads.
  template <typename... Arguments>
  explicit ThreadPoolMixIn(const ThreadPoolOptions& options,
                           Arguments&&... arguments)
      : ThreadPoolMixIn(Checked{options},
                        std::forward<Arguments>(arguments)...) {}

  ThreadPoolMixIn(const ThreadPoolMixIn&) = delete;
  ThreadPoolMixIn& operator=(const ThreadPoolMixIn&) = delete;
  ~ThreadPoolMixIn() override { server_close(); }

  // Closes the server, and waits for the requests under way and the end of the
  // workers. Called by a handler it doesn't wait; the destructor does.
  void server_close() override {
    this->stop_serving();
    if (options_.daemon_threads) {
      cut_off_requests();
    }
    {
      const std::scoped_lock lock(closing_);  // A handler may close, too.
      Base::server_close();
    }
    workers_.join();
  }

  void cut_off_requests() noexcept override { workers_.cut_off(); }

 protected:
  // The base's comes last: what it does, others may take for the beginning.
  void service_begins() override {
    workers_.start();
    Base::service_begins();
  }

  [[nodiscard]] bool has_room() const noexcept override {
    return workers_.has_room() && Base::has_room();
  }

  void process_request(Request& request, const Address& client) override {
    workers_.give(request, client);
  }

 private:
  // Before there is a base, which binds: a path would be left behind.
  struct Checked {
    explicit Checked(const ThreadPoolOptions& its_options)
        : options(its_options) {
      const WorkerThreads trial(nullptr, options, nullptr);
    }
    const ThreadPoolOptions& options;
  };
  template <typename... Arguments>
  explicit ThreadPoolMixIn(const Checked& checked, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...),
        options_(checked.options) {}

  // What the base's process_request does, but here nobody is left to catch.
  void process_request_thread(Request& request,
                              const Address& client) noexcept {
    this->attempt(request, client,
                  [&] { this->finish_request(request, client); });
    this->attempt(request, client, [&] { this->shutdown_request(request); });
    this->request_ended(client);
  }

  ThreadPoolOptions options_;
  std::mutex closing_;
  WorkerThreads workers_{[this](Request& request, const Address& client) {
                           process_request_thread(request, client);
                         },
                         options_, [this] { this->wake(); }};
};

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_THREAD_POOL_MIX_IN_H_
