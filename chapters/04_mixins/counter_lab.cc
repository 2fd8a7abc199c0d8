// Failure lab: a counter that two threads share, or two processes don't.
//
// "One more" is three steps: read, add, write. When two threads read before
// either writes, one of the two visits is lost. And a forked child counts in
// its own copy of the memory, which nobody ever sees.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <atomic>
#include <latch>
#include <string>

namespace socketserver {
namespace {

struct Visits {
  // Atomic even where it fails: an update is lost between two steps, each of
  // which is whole.
  std::atomic<int> count = 0;
  std::latch both_have_read{2};
};

class CountingHandler : public StreamRequestHandler {
 public:
  CountingHandler(Request& its_request, const Address& client,
                  BaseServer& its_server, Visits* the_visits)
      : StreamRequestHandler(its_request, client, its_server),
        visits_(*the_visits) {}

 protected:
  Visits& visits_;
};

class InThreeSteps : public CountingHandler {
 public:
  using CountingHandler::CountingHandler;
  void handle() override {
    const int count = visits_.count;
    visits_.both_have_read.arrive_and_wait();
    visits_.count = count + 1;
  }
};

class InOneStep : public CountingHandler {
 public:
  using CountingHandler::CountingHandler;
  void handle() override {
    visits_.both_have_read.arrive_and_wait();
    visits_.count.fetch_add(1);
  }
};

class Plainly : public CountingHandler {
 public:
  using CountingHandler::CountingHandler;
  void handle() override { visits_.count.fetch_add(1); }
};

template <typename ServerClass, typename Handler>
void count_two_visits(const std::string& how) {
  Visits visits;
  ServerClass server(kAnyPort, handled_by<Handler>(&visits));
  Client one(server.server_address());
  Client other(server.server_address());
  server.handle_request();
  server.handle_request();
  one.read_all();
  other.read_all();
  server.server_close();
  print_line(how + ": 2 visits, counted: " + std::to_string(visits.count));
}

}  // namespace
}  // namespace socketserver

int main() {
  using namespace socketserver;  // NOLINT(google-build-using-namespace)
  count_two_visits<ForkingTCPServer, Plainly>("in children");
  count_two_visits<ThreadingTCPServer, InThreeSteps>("in three steps");
  count_two_visits<ThreadingTCPServer, InOneStep>("in one step");
  return 0;
}
