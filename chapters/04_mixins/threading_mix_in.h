// ThreadingMixIn: a thread for every request, for any of the servers.
//
// Python's socketserver.ThreadingMixIn. In the path of a request there is one
// step that says who does the work, process_request. This class replaces it:
// the serving thread accepts, a new thread does the rest. All else is the
// base's, whichever that is. So one class, which inherits from a class that it
// doesn't know, makes four threading servers, and one more from each server
// that a user has derived.
//
//   serving thread                         request's thread
//   get_request
//   verify_request
//   process_request -- starts ---------->  process_request_thread
//                                            finish_request, handle_error
//                                            shutdown_request
//
// Final, because the threads use the whole object: a class derived from this
// one would be destroyed before they are joined. Customise the base instead:
// ThreadingMixIn<MyServer>. There is no other order to get wrong, as there is
// in Python.
//
// Thread rule: as BaseServer, and server_close() also from a handler. The hooks
// from finish_request on are called in several threads at once. A handler must
// not end its thread by pthread_exit.

#ifndef CHAPTERS_04_MIXINS_THREADING_MIX_IN_H_
#define CHAPTERS_04_MIXINS_THREADING_MIX_IN_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/request_threads.h"
#include "chapters/04_mixins/server_concept.h"

#include <mutex>
#include <utility>

namespace socketserver {

template <Server Base>
class ThreadingMixIn final : public Base {
 public:
  using Base::Base;  // Whatever makes a Base makes a ThreadingMixIn<Base>.

  // The same, with options of its own before those of the base. Throws
  // std::system_error for a stack that is too small.
  template <typename... Arguments>
  explicit ThreadingMixIn(const ThreadingOptions& options,
                          Arguments&&... arguments)
      : ThreadingMixIn(Checked{options},
                       std::forward<Arguments>(arguments)...) {}

  ThreadingMixIn(const ThreadingMixIn&) = delete;
  ThreadingMixIn& operator=(const ThreadingMixIn&) = delete;

  // Waits for the threads, whatever block_on_close says: they use the server.
  ~ThreadingMixIn() override {
    server_close();
    join();
  }

  // Closes the server and waits for the requests under way. A datagram's still
  // has its socket: the request shares it.
  void server_close() override {
    this->stop_serving();
    if (options_.daemon_threads) {
      cut_off_requests();
    }
    {
      const std::scoped_lock lock(closing_);  // A handler may close, too.
      Base::server_close();
    }
    if (options_.block_on_close) {
      join();
    }
  }

  // Ends the connections of all threads but the calling one. In a forked child
  // there are none to end or to wait for: they are its parent's.
  void cut_off_requests() noexcept override {
    if (!this->in_forked_child()) {
      threads_.cut_off();
    }
  }

 protected:
  [[nodiscard]] bool has_room() const noexcept override {
    return threads_.has_room() && Base::has_room();
  }

  // Throws std::system_error if there can be no other thread.
  void process_request(Request& request, const Address& client) override {
    threads_.start(request, client);
  }

 private:
  // Before there is a base, which binds: a path would be left behind.
  struct Checked {
    explicit Checked(const ThreadingOptions& its_options)
        : options(its_options) {
      const RequestThreads trial(nullptr, options);
    }
    const ThreadingOptions& options;
  };
  template <typename... Arguments>
  explicit ThreadingMixIn(const Checked& checked, Arguments&&... arguments)
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

  void join() {
    if (!this->in_forked_child()) {
      threads_.join();
    }
  }

  ThreadingOptions options_;
  std::mutex closing_;
  RequestThreads threads_{[this](Request& request, const Address& client) {
                            process_request_thread(request, client);
                          },
                          options_, [this] { this->wake(); }};
};

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_THREADING_MIX_IN_H_
