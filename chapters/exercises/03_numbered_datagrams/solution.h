// Solution of 03_numbered_datagrams.

#ifndef CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_SOLUTION_H_
#define CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_SOLUTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request.h"

#include <map>
#include <string>

namespace socketserver {

// How many datagrams each client has sent, by its host and port: there is no
// connection, so that pair is all that tells one client from the other.
using DatagramCounts = std::map<std::string, int>;

// Answers a datagram with its number and itself, "1 spam", "2 eggs"; each
// client's are numbered from 1.
class NumberingHandler : public DatagramRequestHandler {
 public:
  // `counts` outlives the server.
  NumberingHandler(Request& its_request, const Address& client,
                   BaseServer& its_server, DatagramCounts* counts)
      : DatagramRequestHandler(its_request, client, its_server),
        counts_(counts) {}

  // There is a new handler for each datagram, so it can't count by itself.
  void handle() override {
    const int number = ++(*counts_)[client_address.to_string()];
    wfile.write(std::to_string(number) + " " + packet.data);
  }

 private:
  DatagramCounts* counts_;
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_03_NUMBERED_DATAGRAMS_SOLUTION_H_
