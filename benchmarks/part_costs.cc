#include "benchmarks/part_costs.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_handlers.h"

#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <string_view>
#include <system_error>
#include <thread>

namespace socketserver {
namespace {

// How long `function` takes, in microseconds: the mean of `rounds`.
double time_of(int rounds, const std::function<void()>& function) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) {
    function();
  }
  const std::chrono::duration<double, std::micro> time =
      std::chrono::steady_clock::now() - start;
  return time.count() / rounds;
}

// With a stack as RequestThreads gives it.
void start_and_join_thread() {
  pthread_attr_t attributes;
  ::pthread_attr_init(&attributes);
  ::pthread_attr_setstacksize(&attributes, std::size_t{1} << 20);
  pthread_t thread{};
  const auto nothing = [](void* argument) { return argument; };
  const int error = ::pthread_create(&thread, &attributes, nothing, nullptr);
  ::pthread_attr_destroy(&attributes);
  if (error != 0) {
    throw std::system_error(error, std::system_category(), "pthread_create");
  }
  ::pthread_join(thread, nullptr);
}

// This program is linked as the measured servers are, and of about their size.
void fork_and_reap_process() {
  const pid_t child = check(::fork(), "fork");
  if (child == 0) {
    ::_exit(0);
  }
  siginfo_t info{};
  check(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED), "waitid");
}

// Both sides of a hello, in one thread: the kernel's work, and no switch.
void hello(const UniqueFd& listener, const Address& address) {
  constexpr std::string_view kAnswer = "hello world\n";
  const UniqueFd client(
      check(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket"));
  check(::connect(client.get(), address.data(), address.size()), "connect");
  {
    const UniqueFd server(check(
        ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC), "accept4"));
    check(::send(server.get(), kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL),
          "send");
    check(::shutdown(server.get(), SHUT_WR), "shutdown");
  }
  std::array<char, 64> answer{};
  while (check(::recv(client.get(), answer.data(), answer.size(), 0), "recv") >
         0) {
  }
}

double hello_time(int rounds) {
  const UniqueFd listener = listen_on(kAnyPort);
  const Address address = Address::getsockname(listener.get());
  return time_of(rounds, [&] { hello(listener, address); });
}

// Two threads that wait for each other; there and back are two switches.
double switch_time(int rounds) {
  const UniqueFd there(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
  const UniqueFd back(check(::eventfd(0, EFD_CLOEXEC), "eventfd"));
  eventfd_t value = 0;
  std::jthread other([&, rounds] {
    eventfd_t heard = 0;
    for (int i = 0; i < rounds; ++i) {
      ::eventfd_read(there.get(), &heard);
      ::eventfd_write(back.get(), 1);
    }
  });
  return time_of(rounds,
                 [&] {
                   ::eventfd_write(there.get(), 1);
                   ::eventfd_read(back.get(), &value);
                 }) /
         2;
}

constexpr std::chrono::milliseconds kSleep(1);

// `slack` is how much later than asked for the kernel may end a sleep, so as to
// wake several threads at once, in nanoseconds; 0: what it does by default.
double lateness(int rounds, std::size_t slack) {
  check(::prctl(PR_SET_TIMERSLACK, slack), "prctl PR_SET_TIMERSLACK");
  const double time =
      time_of(rounds, [] { std::this_thread::sleep_for(kSleep); });
  check(::prctl(PR_SET_TIMERSLACK, 0UL), "prctl PR_SET_TIMERSLACK");
  return time - std::chrono::microseconds(kSleep).count();
}

}  // namespace

std::vector<Part> all_parts() {
  return {
      {"hello", "a hello, both sides, in one thread", true,
       [] { return hello_time(500); }},
      {"switch", "a switch between threads, with the write and the read for it",
       true, [] { return switch_time(2000); }},
      {"thread", "start a thread and join it", true,
       [] { return time_of(500, start_and_join_thread); }},
      {"process", "fork a process and reap it", true,
       [] { return time_of(100, fork_and_reap_process); }},
      {"sleep_late", "how late a sleep of a millisecond ends", false,
       [] { return lateness(10, 0); }},
      {"sleep_late_without_slack", "the same without timer slack", false,
       [] { return lateness(10, 1); }},
      {"compute", "the handler that computes, alone, by the clock", false,
       [] {
         return time_of(50, [] { compute(std::chrono::microseconds(200)); });
       }},
  };
}

}  // namespace socketserver
