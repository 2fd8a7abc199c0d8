// The bug museum, our own faults: the storm. One process with two threads
// connects and resets as fast as it can, against a floor of detached threads
// and against the stage.
//
// A test of its own, since the sanitizers keep memory and threads of their own.

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::size_t kDescriptors = 1024;

// Connects and resets until it is told to stop.
void rage(const std::stop_token& stop, const Address& server) {
  while (!stop.stop_requested()) {
    try {
      Client(server).reset();
    } catch (const std::system_error&) {
      // No port, or no room in the queue, for a moment.
    }
  }
}

// What became of a server in the storm.
struct Outcome {
  int threads = 0;      // At the most.
  int resident_kb = 0;  // At the most.
  int answered = 0;     // Clients that behave.
};

int number_in_status(pid_t pid, const char* key) {
  return std::stoi(proc::status(pid, key));
}

// A server whose error reports go nowhere: a pipe that nobody reads would stop
// it soon.
class Server : public StageProcess {
 public:
  explicit Server(const std::string& command)
      : StageProcess("/bin/sh", {"-c", "exec " + command + " 2> /dev/null"}) {}
};

Outcome weather_the_storm(StageProcess& stage) {
  const Address server = stage.wait_until_serving();
  proc::limit_descriptors(stage.pid(), kDescriptors);
  const std::jthread one(rage, server);
  const std::jthread other(rage, server);
  Outcome outcome;
  const Deadline end(std::chrono::seconds(rounds(2)));
  while (!end.passed()) {
    EXPECT_EQ(Client(server).read_all(), "hello world\n");
    ++outcome.answered;
    outcome.threads =
        std::max(outcome.threads, number_in_status(stage.pid(), "Threads"));
    outcome.resident_kb =
        std::max(outcome.resident_kb, number_in_status(stage.pid(), "VmRSS"));
  }
  return outcome;
}

// Ended threads don't pile up, however fast they come. Red: an ending thread
// that waits, without the lock, for the one that ended before it.
TEST(MuseumStormTest, O1EndedThreadsDoNotPileUp) {
  constexpr int kSlack = 50;
  constexpr int kMostKb = 30 * 1024;
  const auto weather_bare = [] {
    Server floor(environment("FLOOR") + " thread_loop");
    return weather_the_storm(floor);
  };
  // Before and after, since the machine may have other work for a while.
  const Outcome before = weather_bare();
  Server stage(environment("STAGE") +
               " --server ThreadingTCPServer --port 0 --quiet");
  const Outcome ours = weather_the_storm(stage);
  const Outcome after = weather_bare();
  const int bare = std::max(before.threads, after.threads);
  std::cout << "floor: " << bare << " threads; ours: " << ours.threads
            << " threads, " << ours.resident_kb << " kB, " << ours.answered
            << " answered\n";
  EXPECT_LE(ours.threads, 4 * bare + kSlack);
  EXPECT_LE(ours.resident_kb, kMostKb);
  EXPECT_GT(ours.answered, 0);
  // When it is over, no thread is left but the serving one.
  proc::wait_until([&] { return proc::status(stage.pid(), "Threads") == "1"; });
}

}  // namespace
}  // namespace socketserver
