// Exercise 03_numbered_datagrams: a handler that remembers its clients.

#ifndef CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_EXERCISE_H_
#define CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request.h"

#include <map>
#include <string>

namespace socketserver {

// How many datagrams each client has sent. What the key is, is up to you.
using DatagramCounts = std::map<std::string, int>;

// Answers a datagram with its number and itself, "1 spam", "2 eggs"; each
// client's are numbered from 1.
class NumberingHandler : public DatagramRequestHandler {
 public:
  // `counts` outlives the server.
  // region: constructor
  NumberingHandler(Request& its_request, const Address& client,
                   BaseServer& its_server, DatagramCounts* /*counts*/)
      : DatagramRequestHandler(its_request, client, its_server) {}
  // end

  // region: handle
  void handle() override {
    ++count_;
    wfile.write(std::to_string(count_) + " " + packet.data);
  }
  // end

 private:
  // region: members
  int count_ = 0;
  // end
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_EXERCISE_H_
