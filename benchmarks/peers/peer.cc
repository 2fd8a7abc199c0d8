#include "benchmarks/peers/peer.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <thread>

namespace peers {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::milliseconds kWaitTime{1};
constexpr std::chrono::microseconds kComputeTime{200};

// CPU time, not the clock's: it goes on only while this thread does, so that
// the work is the same however many threads share a core.
nanoseconds thread_cpu_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

}  // namespace

CommandLine parse_command_line(int argc, char** argv,
                               const std::vector<std::string>& classes) {
  const std::map<std::string, Handler> handlers = {
      {"hello", Handler::kHello},
      {"wait", Handler::kWait},
      {"compute", Handler::kCompute},
  };
  if (argc != 3 || std::ranges::count(classes, argv[1]) == 0 ||
      !handlers.contains(argv[2])) {
    std::cerr << "usage: " << argv[0];
    for (const std::string& each : classes) {
      std::cerr << (&each == &classes.front() ? " " : "|") << each;
    }
    std::cerr << " hello|wait|compute\n";
    std::exit(2);
  }
  return {.server_class = argv[1], .handler = handlers.at(argv[2])};
}

void announce(const std::string& server_class, std::uint16_t port) {
  std::cout << "serving " << server_class << " on 127.0.0.1:" << port
            << ", pid " << ::getpid() << std::endl;
}

void work(Handler handler) {
  if (handler == Handler::kWait) {
    std::this_thread::sleep_for(kWaitTime);
  }
  if (handler == Handler::kCompute) {
    const nanoseconds end = thread_cpu_time() + kComputeTime;
    while (thread_cpu_time() < end) {
    }
  }
}

}  // namespace peers
