// What threads cost in memory.

#include "chapters/01_accept_loop/address.h"
#include "chapters/tour/environment.h"
#include "chapters/tour/stage_process.h"
#include "tests/support/client.h"
#include "tests/support/proc.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A thousand clients that say nothing cost a thread each, and little memory.
TEST(MemoryTest, AThousandOpenConnectionsFitInLittleMemory) {
  constexpr std::size_t kClients = 1000;
  constexpr int kMostKb = 24 * 1024;
  StageProcess stage(environment("STAGE"),
                     {"--server", "ThreadingTCPServer", "--port", "0",
                      "--handler", "echo", "--quiet"});
  const Address server = stage.wait_until_serving();
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(server));
  }
  proc::wait_until([&] {
    return std::stoul(proc::status(stage.pid(), "Threads")) == kClients + 1;
  });
  EXPECT_LT(std::stoi(proc::status(stage.pid(), "VmRSS")), kMostKb);
  EXPECT_EQ(clients.back()->exchange("still there?"), "still there?");
}

}  // namespace
}  // namespace socketserver
