// What only the stage program of chapter 01 does; the rest is in
// tests/support/stage_contract.cc.

#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"

#include <csignal>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// It waits in accept and knows nothing else to wait for, so that all it can do
// about a signal is what the kernel does by default: end at once.
TEST(AcceptLoopTest, ASignalEndsItInTheMiddleOfAnAnswer) {
  for (const int number : {SIGINT, SIGTERM}) {
    StageProcess stage(environment("STAGE"),
                       {"--port", "0", "--work-ms", "3600000"});
    Client client(stage.wait_until_serving());
    proc::wait_until([&] { return proc::sockets(stage.pid()).size() == 2; });
    stage.send_signal(number);
    EXPECT_EQ(stage.wait(), -number);
    EXPECT_EQ(client.read_all(), "");
  }
}

}  // namespace
}  // namespace socketserver
