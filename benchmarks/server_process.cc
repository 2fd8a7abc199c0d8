#include "benchmarks/server_process.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/deadline.h"

#include <sys/resource.h>
#include <sys/time.h>
#include <sys/types.h>

#include <csignal>
#include <ctime>
#include <fstream>
#include <system_error>
#include <thread>

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

bool has_children(pid_t pid) {
  const std::string task = std::to_string(pid);
  std::ifstream file("/proc/" + task + "/task/" + task + "/children");
  return file.peek() != std::ifstream::traits_type::eof();
}

// A child's time is known when its parent has reaped it. Bounded, because the
// forking floor reaps its last ones never.
void wait_until_reaped(pid_t pid) {
  const Deadline deadline(std::chrono::milliseconds(100));
  while (has_children(pid) && !deadline.passed()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

ServerProcess::ServerProcess(const std::vector<std::string>& command)
    : children_before_(time_of_ended_children()),
      process_(command.at(0), {command.begin() + 1, command.end()}),
      address_(process_.wait_until_serving()),
      startup_(time_of(process_.pid())) {}

std::chrono::nanoseconds ServerProcess::stop() {
  wait_until_reaped(process_.pid());
  process_.send_signal(SIGTERM);
  process_.wait();
  return time_of_ended_children() - children_before_ - startup_;
}

}  // namespace socketserver
