#include "benchmarks/server_process.h"

#include "chapters/01_accept_loop/system_call.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <csignal>
#include <ctime>
#include <system_error>

namespace socketserver {
namespace {

std::chrono::nanoseconds duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::microseconds(time.tv_usec);
}

// Of all children that have ended and been reaped, and of theirs.
std::chrono::nanoseconds time_of_ended_children() {
  rusage usage{};
  check(::getrusage(RUSAGE_CHILDREN, &usage), "getrusage");
  return duration(usage.ru_utime) + duration(usage.ru_stime);
}

std::chrono::nanoseconds time_of(pid_t pid) {
  clockid_t clock{};
  const int error = ::clock_getcpuclockid(pid, &clock);
  if (error != 0) {
    throw std::system_error(error, std::system_category(),
                            "clock_getcpuclockid");
  }
  timespec time{};
  check(::clock_gettime(clock, &time), "clock_gettime");
  return std::chrono::seconds(time.tv_sec) +
         std::chrono::nanoseconds(time.tv_nsec);
}

// A child's time is known when it has been reaped. Those that a server has not
// reaped when it ends are this process's from then on.
void adopt_orphans() {
  check(::prctl(PR_SET_CHILD_SUBREAPER, 1), "prctl PR_SET_CHILD_SUBREAPER");
}

// Waits until the child `pid` has ended, and leaves it to be reaped.
void wait_for_end(pid_t pid) {
  siginfo_t info{};
  check(retry([&] {
          return ::waitid(P_PID, static_cast<id_t>(pid), &info,
                          WEXITED | WNOWAIT);
        }),
        "waitid");
}

void reap_orphans() {
  while (::waitpid(-1, nullptr, 0) > 0) {
  }
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& command)
    : children_before_(time_of_ended_children()),
      process_(command.at(0), {command.begin() + 1, command.end()}),
      address_(process_.wait_until_serving()),
      startup_(time_of(process_.pid())) {
  adopt_orphans();
}

std::chrono::nanoseconds ServerProcess::stop() {
  const pid_t pid = process_.pid();
  const std::chrono::nanoseconds before = time_of(pid);
  process_.send_signal(SIGKILL);
  // What it costs to end, memory to be freed and all, is no request's: up to a
  // tenth of a slow row. The clock of a process goes with it when it is reaped.
  wait_for_end(pid);
  const std::chrono::nanoseconds end = time_of(pid) - before;
  process_.wait();
  reap_orphans();
  return time_of_ended_children() - children_before_ - startup_ - end;
}

}  // namespace socketserver
