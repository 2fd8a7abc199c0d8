// Load: a number of clients that always have an exchange under way.
//
// A closed loop: as soon as a client has its answer, it asks again. So the
// number of clients is the number of requests outstanding, and a server that is
// slower is asked less.

#ifndef BENCHMARKS_LOAD_H_
#define BENCHMARKS_LOAD_H_

#include "benchmarks/client.h"
#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/epoll.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace socketserver {

class Load {
 public:
  // Starts an exchange of each of `clients` clients.
  Load(Exchange exchange, const Address& address, std::size_t clients);

  // Has as many exchanges end as there are clients, and forgets how long they
  // took: from then on the queues are as long as they stay.
  void warm_up();

  // Waits for one exchange more to end, and has its client start the next.
  // Throws std::runtime_error if none ends within seconds.
  void complete_one();

  // Waits for those under way, and starts no others.
  void drain();

  // How long each exchange took, of those that have ended.
  [[nodiscard]] const std::vector<std::chrono::nanoseconds>& times() const {
    return times_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  struct Client {
    std::unique_ptr<LoadClient> client;
    Clock::time_point started;
  };

  void start(std::size_t number);
  void watch(std::size_t number);
  // The next client that has ended its exchange.
  std::size_t next_ended();

  UniqueFd epoll_;
  std::vector<Client> clients_;
  std::vector<epoll_event> events_;
  std::span<epoll_event> ready_;  // Those of events_ not looked at yet.
  std::vector<std::chrono::nanoseconds> times_;
};

}  // namespace socketserver

#endif  // BENCHMARKS_LOAD_H_
