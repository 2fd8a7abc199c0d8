// The bug museum, threads and memory. A test of its own, since the sanitizers
// keep memory for themselves.

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Threads are forgotten as they end, not when the server closes: 20,000
// requests take no more memory than 2,000, and leave no thread. Red: no join in
// RequestThreads::end.
TEST(MuseumMemoryTest, B1ThreadsAreForgottenAsTheyEnd) {
  constexpr int kFew = 2000;
  constexpr int kMany = 20000;
  constexpr int kSlackKb = 1024;
  StageProcess stage(environment("STAGE"), {"--server", "ThreadingTCPServer",
                                            "--port", "0", "--quiet"});
  const Address server = stage.wait_until_serving();
  int resident = 0;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_EQ(Client(server).read_all(), "hello world\n");
    if (i == kFew) {
      resident = std::stoi(proc::status(stage.pid(), "VmRSS"));
    }
  }
  EXPECT_LE(std::stoi(proc::status(stage.pid(), "VmRSS")), resident + kSlackKb);
  // The client sees its end of file a moment before the thread ends.
  proc::wait_until([&] { return proc::status(stage.pid(), "Threads") == "1"; });
}

// A thousand clients that say nothing cost a thread each, and little memory.
TEST(MuseumMemoryTest, AThousandOpenConnectionsFitInLittleMemory) {
  constexpr std::size_t kClients = 1000;
  constexpr int kMostKb = 24 * 1024;
  StageProcess stage(environment("STAGE"),
                     {"--server", "ThreadingTCPServer", "--port", "0",
                      "--handler", "echo", "--quiet"});
  const Address server = stage.wait_until_serving();
  const auto clients = connect_all(server, kClients);
  proc::wait_until([&] {
    return std::stoul(proc::status(stage.pid(), "Threads")) == kClients + 1;
  });
  EXPECT_LT(std::stoi(proc::status(stage.pid(), "VmRSS")), kMostKb);
  EXPECT_EQ(clients.back()->exchange("still there?"), "still there?");
}

}  // namespace
}  // namespace socketserver
