// Failure lab: the thundering herd. Four processes wait for the clients of one
// port, in four ways. How many of them does a client wake, and who gets it?
//
// Most of those that poll wakes go back to sleep inside of the kernel, because
// another has taken the client meanwhile: no call returns, and strace shows
// nothing. What counts them is how often a process has gone to sleep by itself,
// voluntary_ctxt_switches.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/client.h"
#include "chapters/support/standard_streams.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <functional>
#include <string>
#include <thread>

namespace socketserver {
namespace {

constexpr std::size_t kProcesses = 4;
constexpr int kClients = 200;

// Waits until a client is there; `accept` itself waits after `no_wait`.
using Wait = std::function<void()>;

Wait no_wait(int /*listener*/) {
  return [] {};
}

Wait poll_wait(int listener) {
  return [listener] {
    pollfd entry{.fd = listener, .events = POLLIN, .revents = 0};
    ::poll(&entry, 1, -1);
  };
}

Wait exclusive_wait(int listener) {
  const int epoll = check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  epoll_event interest{.events = EPOLLIN | EPOLLEXCLUSIVE, .data = {}};
  check(::epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &interest), "epoll_ctl");
  return [epoll] {
    epoll_event event{};
    ::epoll_wait(epoll, &event, 1, -1);
  };
}

struct Way {
  const char* name = nullptr;
  Wait (*make_wait)(int listener) = nullptr;
  int flags = SOCK_NONBLOCK;
  bool own_listeners = false;  // One for each process, by SO_REUSEPORT.
};

UniqueFd listen_at(const Address& address, const Way& way) {
  UniqueFd listener(check(
      ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | way.flags, 0), "socket"));
  const int on = way.own_listeners ? 1 : 0;
  check(::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on),
        "setsockopt SO_REUSEPORT");
  check(::bind(listener.get(), address.data(), address.size()), "bind");
  check(::listen(listener.get(), kClients), "listen");
  return listener;
}

// Ends with its parent. Answers with its number.
[[noreturn]] void serve(std::size_t number, int listener, const Way& way) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const Wait wait = way.make_wait(listener);
  while (true) {
    wait();
    const UniqueFd client(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    if (client) {
      ::send(client.get(), &number, sizeof number, MSG_NOSIGNAL);
    }
  }
}

std::string status(pid_t pid, const std::string& key) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/status");
  std::string word;
  while (file >> word && word != key) {
  }
  file >> word;
  return word;
}

using Herd = std::array<pid_t, kProcesses>;

Herd start(const Way& way, const UniqueFd& first, const Address& address) {
  Herd herd{};
  for (std::size_t i = 0; i < kProcesses; ++i) {
    const UniqueFd own =
        way.own_listeners && i > 0 ? listen_at(address, way) : UniqueFd();
    herd[i] = check(::fork(), "fork");
    if (herd[i] == 0) {
      serve(i, own ? own.get() : first.get(), way);
    }
  }
  return herd;
}

// How often they have gone to sleep, all together, once all of them sleep.
std::int64_t sleeps(const Herd& herd) {
  std::int64_t all = 0;
  for (const pid_t pid : herd) {
    while (status(pid, "State:") != "S") {
      std::this_thread::yield();
    }
    all += std::stol(status(pid, "voluntary_ctxt_switches:"));
  }
  return all;
}

// One client after the other, each when all of them sleep.
void measure(const Way& way) {
  const UniqueFd listener = listen_at(Address::ipv4("127.0.0.1", 0), way);
  const Address address = Address::getsockname(listener.get());
  const Herd herd = start(way, listener, address);
  std::array<int, kProcesses> served{};
  // One that doesn't count: they may be on their way to their first wait still.
  Client(address).read_all();
  const std::int64_t before = sleeps(herd);
  for (int i = 0; i < kClients; ++i) {
    const std::string answer = Client(address).read_all();
    ++served.at(static_cast<std::size_t>(answer.at(0)));
    sleeps(herd);
  }
  const double woken =
      std::round(static_cast<double>(sleeps(herd) - before) / kClients);
  std::string line = std::string(way.name) + ": woken for each client: " +
                     std::to_string(static_cast<int>(woken)) + "; served:";
  for (std::size_t i = 0; i < kProcesses; ++i) {
    line += " " + std::to_string(served[i]);
    ::kill(herd[i], SIGKILL);
    ::waitpid(herd[i], nullptr, 0);
  }
  print_line(line);
}

}  // namespace
}  // namespace socketserver

int main() {
  using namespace socketserver;  // NOLINT(google-build-using-namespace)
  measure({.name = "accept", .make_wait = no_wait, .flags = 0});
  measure({.name = "poll", .make_wait = poll_wait});
  measure({.name = "EPOLLEXCLUSIVE", .make_wait = exclusive_wait});
  measure(
      {.name = "SO_REUSEPORT", .make_wait = poll_wait, .own_listeners = true});
  return 0;
}
