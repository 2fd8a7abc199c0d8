// What every stage from chapter 02 on makes of signals, tested on the real
// programs. HOSTILE is the path of the program that starts them in bad
// surroundings.

#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/next_line.h"
#include "tests/support/proc.h"
#include "tests/support/stage_under_test.h"

#include <sys/types.h>

#include <csignal>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Arguments = std::vector<std::string>;

// The stage, started by another program.
StageProcess stage_by(const std::string& program, Arguments arguments,
                      const Arguments& more) {
  arguments.push_back(stage_program());
  arguments.insert(arguments.end(), {"--port", "0", "--quiet"});
  arguments.insert(arguments.end(), more.begin(), more.end());
  return {program, arguments};
}

// A client whose request is under way: the stage has its connection.
Client under_way(const StageProcess& stage, const Address& server) {
  Client client(server);
  proc::wait_until([&] {
    return proc::sockets(stage.pid()).size() == 2 ||
           !proc::children(stage.pid()).empty();
  });
  return client;
}

// Sends a signal and waits until it has been taken.
void send(const StageProcess& stage, int number) {
  stage.send_signal(number);
  proc::wait_until_taken(stage.pid());
}

void expect_stopped(StageProcess& stage) {
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

// A stage gets these signals while it works for a client.
void expect_answer_despite(std::initializer_list<int> signals) {
  StageProcess stage(stage_program(),
                     {"--port", "0", "--quiet", "--work-ms", "300"});
  Client client = under_way(stage, stage.wait_until_serving());
  for (const int number : signals) {
    send(stage, number);
  }
  EXPECT_EQ(client.read_all(), kHello);
  expect_stopped(stage);
}

// Managers of processes send it twice, and mean it once. Red: the first one
// restores the default.
TEST(SignalContract, FurtherSigtermsChangeNothing) {
  expect_answer_despite({SIGTERM, SIGTERM, SIGTERM});
}

TEST(SignalContract, NorDoesASigintAfterASigterm) {
  expect_answer_despite({SIGTERM, SIGINT});
}

// A person has lost patience.
TEST(SignalContract, ASecondSigintEndsItAtOnce) {
  StageProcess stage(stage_program(),
                     {"--port", "0", "--quiet", "--work-ms", "3600000"});
  const Client client = under_way(stage, stage.wait_until_serving());
  send(stage, SIGINT);
  stage.send_signal(SIGINT);
  EXPECT_EQ(stage.wait(), -SIGINT);
}

// A shell starts `server &` in a script with SIGINT ignored. Red: the handler
// is installed all the same.
TEST(SignalContract, WhatWasIgnoredStaysIgnored) {
  StageProcess stage =
      stage_by(environment("HOSTILE"), {"--ignore", "INT"}, {});
  const Address server = stage.wait_until_serving();
  EXPECT_FALSE(proc::catches(stage.pid(), SIGINT));
  send(stage, SIGINT);
  EXPECT_EQ(Client(server).read_all(), kHello);
  send(stage, SIGTERM);
  expect_stopped(stage);
}

// Red: no SIG_UNBLOCK.
TEST(SignalContract, WhatWasBlockedIsHeard) {
  StageProcess stage = stage_by(environment("HOSTILE"),
                                {"--block", "TERM", "--block", "INT"}, {});
  stage.wait_until_serving();
  stage.send_signal(SIGTERM);
  expect_stopped(stage);
}

}  // namespace
}  // namespace socketserver
