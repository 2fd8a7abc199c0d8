// A storm: two threads that connect and reset as fast as they can, and a client
// beside them that behaves.

#ifndef TESTS_SUPPORT_STORM_H_
#define TESTS_SUPPORT_STORM_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sys/types.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {

// Connects and resets until it is told to stop.
inline void rage(const std::stop_token& stop, const Address& server) {
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

inline int number_in_status(pid_t pid, const char* key) {
  return std::stoi(proc::status(pid, key));
}

// For two seconds, with room for a thousand descriptors.
inline Outcome weather_the_storm(const StageProcess& stage,
                                 const Address& server) {
  constexpr std::size_t kDescriptors = 1024;
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

}  // namespace socketserver

#endif  // TESTS_SUPPORT_STORM_H_
