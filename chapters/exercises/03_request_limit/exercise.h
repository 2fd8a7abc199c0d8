// Exercise 03_request_limit: so many requests for each, and no more.

#ifndef CHAPTERS_EXERCISES_03_REQUEST_LIMIT_EXERCISE_H_
#define CHAPTERS_EXERCISES_03_REQUEST_LIMIT_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/tcp_server.h"

#include <utility>

// region: includes
// end

namespace socketserver {

// A TCPServer that serves each host `limit` times, whatever port the host calls
// from, and then refuses it.
class LimitingServer : public TCPServer {
 public:
  LimitingServer(const Address& server_address, RequestHandlerClass handler,
                 int limit)
      : TCPServer(server_address, std::move(handler)), limit_(limit) {}

 protected:
  // region: verify_request
  bool verify_request(const Request& /*request*/,
                      const Address& /*client_address*/) override {
    return ++requests_ <= limit_;
  }
  // end

 private:
  int limit_;
  // region: members
  int requests_ = 0;
  // end
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_03_REQUEST_LIMIT_EXERCISE_H_
