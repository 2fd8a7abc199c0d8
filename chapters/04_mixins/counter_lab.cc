// Failure lab: a counter that two threads share.
//
// "One more" is three steps: read, add, write. When two threads read before
// either writes, one of the two visits is lost.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/04_mixins/lab_client.h"
#include "chapters/04_mixins/threading_servers.h"

#include <atomic>
#include <latch>
#include <string>
#include <thread>

namespace socketserver {
namespace {

struct Visits {
  // Atomic also where it fails: what is lost is lost between two steps, each of
  // which is whole.
  std::atomic<int> count = 0;
  std::latch both_have_read{2};
};

class CountingHandler : public StreamRequestHandler {
 public:
  CountingHandler(Request& its_request, const Address& client,
                  BaseServer& its_server, Visits* the_visits)
      : StreamRequestHandler(its_request, client, its_server),
        visits(*the_visits) {}

 protected:
  Visits& visits;
};

class InThreeSteps : public CountingHandler {
 public:
  using CountingHandler::CountingHandler;
  void handle() override {
    const int count = visits.count;
    visits.both_have_read.arrive_and_wait();
    visits.count = count + 1;
  }
};

class InOneStep : public CountingHandler {
 public:
  using CountingHandler::CountingHandler;
  void handle() override {
    visits.both_have_read.arrive_and_wait();
    visits.count.fetch_add(1);
  }
};

template <typename Handler>
void count_two_visits(const std::string& how) {
  Visits visits;
  ThreadingTCPServer server(Address::ipv4("127.0.0.1", 0),
                            handled_by<Handler>(&visits));
  {
    const ServeInBackground serving(server);
    const std::jthread other([&] { call(server.server_address()); });
    call(server.server_address());
  }
  server.server_close();
  print_line(how + ": 2 visits, counted: " + std::to_string(visits.count));
}

}  // namespace
}  // namespace socketserver

int main() {
  using socketserver::count_two_visits;
  count_two_visits<socketserver::InThreeSteps>("in three steps");
  count_two_visits<socketserver::InOneStep>("in one step");
  return 0;
}
