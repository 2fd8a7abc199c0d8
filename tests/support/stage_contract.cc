// What the stages of all chapters have in common: they serve, and survive their
// clients.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/proc.h"
#include "tests/support/stage_under_test.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST_F(StageUnderTest, AClientGetsHelloWorldAndTheEndOfFile) {
  EXPECT_EQ(Client(server_).read_all(), kHello);
}

TEST_F(StageUnderTest, LogsALinePerRequest) {
  Client client(server_);
  const Address peer = Address::getsockname(client.fileno());
  EXPECT_EQ(client.read_all(), kHello);
  EXPECT_EQ(stage_.err().read_line(Deadline(StageProcess::kPatience)),
            peer.to_string() + " served");
}

TEST(StageContractLoad, TenThousandClientsLeaveNothingBehind) {
  StageProcess stage(stage_program(), {"--port", "0", "--quiet"});
  const Address server = stage.wait_until_serving();
  ASSERT_EQ(Client(server).read_all(), kHello);
  // The end of file may reach the client a moment before the socket is closed.
  const auto is_idle = [&stage] {
    return proc::sockets(stage.pid()).size() == 1;
  };
  proc::wait_until(is_idle);
  const auto descriptors = proc::descriptors(stage.pid());
  const auto memory_kb = [&stage] {
    return std::stoll(proc::status(stage.pid(), "VmRSS"));
  };
  [[maybe_unused]] const std::int64_t before_kb = memory_kb();
  constexpr int kClients = 10'000;
  for (int i = 0; i < kClients; ++i) {
    ASSERT_EQ(Client(server).read_all(), kHello) << "client " << i;
  }
  proc::wait_until(is_idle);
  EXPECT_EQ(proc::descriptors(stage.pid()), descriptors);
// The sanitizers keep books of their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  // The kernel counts in batches; 32 bytes lost per client would show.
  EXPECT_LE(memory_kb() - before_kb, 256);
#endif
}

TEST(StageContractOrder, TheSecondClientIsConnectedAtOnceAndServedInItsTurn) {
  if (stage_name().starts_with("Thread")) {
    GTEST_SKIP() << "serves both at the same time";
  }
  {
    StageProcess busy(stage_program(),
                      {"--port", "0", "--quiet", "--work-ms", "3600000"});
    const Address server = busy.wait_until_serving();
    const Client first(server);
    const Client second(server);
    // The listener and one client: nobody has accepted the other.
    proc::wait_until([&] { return proc::sockets(busy.pid()).size() == 2; });
    EXPECT_FALSE(first.readable());
    EXPECT_FALSE(second.readable());
    EXPECT_EQ(proc::sockets(busy.pid()).size(), 2U);
  }
  StageProcess stage(stage_program(), {"--port", "0", "--work-ms", "50"});
  const Address server = stage.wait_until_serving();
  Client first(server);
  Client second(server);
  for (Client* const each : {&first, &second}) {
    EXPECT_EQ(each->read_all(), kHello);
    EXPECT_EQ(stage.err().read_line(Deadline(StageProcess::kPatience)),
              Address::getsockname(each->fileno()).to_string() + " served");
  }
}

// A limit of size, as `ulimit -f` sets it, is a signal for whoever meets it.
// Red: no SIGXFSZ in let_writes_fail.
TEST(StageContract, SurvivesALogThatMayGrowNoLonger) {
  const TemporaryDirectory directory;
  // ThreadSanitizer begins by writing a file into TMPDIR, if it can.
  const char* const script =
      R"(export TMPDIR=/nowhere; ulimit -f 0; exec "$0" --port 0 2> "$1")";
  StageProcess stage("/bin/sh",
                     {"-c", script, stage_program(), directory / "log"});
  const Address server = stage.wait_until_serving();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Client(server).read_all(), kHello);
  }
}

// Red: no let_writes_fail() in run_stage.
TEST_F(StageUnderTest, SurvivesTheEndOfWhoeverReadsItsLog) {
  stage_.err() = LineReader(UniqueFd());
  EXPECT_TRUE(serves());
  EXPECT_TRUE(serves());
}

TEST_F(StageUnderTest, SurvivesAClientThatResetsAtOnce) {
  for (int i = 0; i < 20; ++i) {
    Client(server_).reset();
  }
  EXPECT_TRUE(serves());
}

TEST_F(StageUnderTest, SurvivesAClientThatNeverReads) {
  const Client silent(server_);
  EXPECT_TRUE(serves());
}

TEST_F(StageUnderTest, SurvivesAMegabyteThatNobodyAskedFor) {
  constexpr std::size_t kMegabyte = 1 << 20;
  Client talker(server_);
  talker.send_until_refused(std::string(kMegabyte, 'x'));
  EXPECT_TRUE(serves());
}

}  // namespace
}  // namespace socketserver
