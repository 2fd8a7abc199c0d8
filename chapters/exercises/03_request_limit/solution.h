// Solution of 03_request_limit.

#ifndef CHAPTERS_EXERCISES_03_REQUEST_LIMIT_SOLUTION_H_
#define CHAPTERS_EXERCISES_03_REQUEST_LIMIT_SOLUTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/tcp_server.h"

#include <map>
#include <string>
#include <utility>

namespace socketserver {

// A TCPServer that serves each host `limit` times, whatever port the host calls
// from, and then refuses it.
class LimitingServer : public TCPServer {
 public:
  LimitingServer(const Address& server_address, RequestHandlerClass handler,
                 int limit)
      : TCPServer(server_address, std::move(handler)), limit_(limit) {}

 protected:
  bool verify_request(const Request& /*request*/,
                      const Address& client_address) override {
    // "127.0.0.1:40404" or "[::1]:40404": the port follows the last colon.
    const std::string host_and_port = client_address.to_string();
    const std::string host = host_and_port.substr(0, host_and_port.rfind(':'));
    return ++requests_[host] <= limit_;
  }

 private:
  int limit_;
  // By host. It needs no lock: every server, threading ones included, calls
  // verify_request in the serving thread only.
  std::map<std::string, int> requests_;
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_03_REQUEST_LIMIT_SOLUTION_H_
