// The bug museum, our own faults: the storm. One process with two threads
// connects and resets as fast as it can, against a floor of detached threads
// and against the stage.
//
// A test of its own, since the sanitizers keep memory and threads of their own.

#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/storm.h"

#include <algorithm>
#include <iostream>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A server whose error reports go nowhere: a pipe that nobody reads would stop
// it soon.
class Server : public StageProcess {
 public:
  explicit Server(const std::string& command)
      : StageProcess("/bin/sh", {"-c", "exec " + command + " 2> /dev/null"}) {}
};

// Ended threads don't pile up, however fast they come. Red: an ending thread
// that waits, without the lock, for the one that ended before it.
TEST(MuseumStormTest, O1EndedThreadsDoNotPileUp) {
  constexpr int kSlack = 50;
  constexpr int kMostKb = 30 * 1024;
  const auto weather_bare = [] {
    Server floor(environment("FLOOR") + " thread_loop");
    return weather_the_storm(floor, floor.wait_until_serving());
  };
  // Before and after, since the machine may have other work for a while.
  const Outcome before = weather_bare();
  Server stage(environment("STAGE") +
               " --server ThreadingTCPServer --port 0 --quiet");
  const Outcome ours = weather_the_storm(stage, stage.wait_until_serving());
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
