// Exercise 04_process_request: a process_request of one's own.

#ifndef CHAPTERS_EXERCISES_04_PROCESS_REQUEST_EXERCISE_H_
#define CHAPTERS_EXERCISES_04_PROCESS_REQUEST_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/server_concept.h"

// region: includes
// end

namespace socketserver {

// Has a single thread serve all requests, the worker: the serving thread
// accepts and hands each request over through a queue, and never waits for a
// handler. Final, because the worker uses the whole object.
template <Server Base>
class DeferringMixIn final : public Base {
 public:
  using Base::Base;
  DeferringMixIn(const DeferringMixIn&) = delete;
  DeferringMixIn& operator=(const DeferringMixIn&) = delete;
  ~DeferringMixIn() override { server_close(); }

  // Closes the server, and returns when each request that was accepted before
  // has been served and the worker has ended. May be called again; a handler
  // must not call it.
  // region: server_close
  void server_close() override { Base::server_close(); }
  // end

 protected:
  // The worker serves the requests in the order of their coming, each by the
  // three calls that the base's process_request makes. What one of them throws
  // goes to handle_error, and the next request is served all the same.
  // region: process_request
  void process_request(Request& request,
                       const Address& client_address) override {
    Base::process_request(request, client_address);
  }
  // end

 private:
  // region: members
  // end
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_04_PROCESS_REQUEST_EXERCISE_H_
