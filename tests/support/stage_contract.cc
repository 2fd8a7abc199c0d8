// What chapters 01 and 02 have in common, tested on the real programs. Each
// chapter links this file into a test of its own and names its program:
// STAGE is the path below the workspace's root, STAGE_NAME what it calls
// itself.

#include "chapters/01_accept_loop/address.h"
#include "chapters/tour/environment.h"
#include "chapters/tour/stage_process.h"
#include "tests/support/client.h"
#include "tests/support/proc.h"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const std::string stage_program = environment("STAGE");
const std::string stage_name = environment("STAGE_NAME");
constexpr const char* kHello = "hello world\n";

using Arguments = std::vector<std::string>;

// How a stage ended that was not meant to serve.
struct Refusal {
  int status;
  std::string error;  // All of standard error.
};

Refusal run_to_end(const std::string& program, const Arguments& arguments) {
  StageProcess stage(program, arguments);
  const Deadline deadline(StageProcess::kPatience);
  std::string error;
  while (const auto line = stage.err().read_line(deadline)) {
    error += *line + "\n";
  }
  return {.status = stage.wait(), .error = error};
}

class StageContract : public testing::Test {
 protected:
  StageProcess stage_{stage_program, {"--port", "0"}};
  const Address server_ = stage_.wait_until_serving();

  // Reports whether a well-behaved client gets what it should.
  bool serves() { return Client(server_).read_all() == kHello; }
};

TEST_F(StageContract, AClientGetsHelloWorldAndTheEndOfFile) {
  EXPECT_EQ(Client(server_).read_all(), kHello);
}

TEST_F(StageContract, LogsALinePerRequest) {
  Client client(server_);
  const Address peer = Address::getsockname(client.fileno());
  EXPECT_EQ(client.read_all(), kHello);
  EXPECT_EQ(stage_.err().read_line(Deadline(StageProcess::kPatience)),
            peer.to_string() + " served");
}

TEST_F(StageContract, TenThousandClientsLeaveNothingBehind) {
  StageProcess stage(stage_program, {"--port", "0", "--quiet"});
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

TEST_F(StageContract, TheSecondClientIsConnectedAtOnceAndServedInItsTurn) {
  if (stage_name.starts_with("Threading")) {
    GTEST_SKIP() << "serves both at the same time";
  }
  StageProcess stage(stage_program,
                     {"--port", "0", "--quiet", "--work-ms", "500"});
  const Address server = stage.wait_until_serving();
  Client first(server);
  Client second(server);  // Connected, and nobody has accepted it yet.
  EXPECT_FALSE(first.readable());
  EXPECT_EQ(first.read_all(), kHello);
  // 500 ms of work stand between the first answer's end and the second's begin.
  EXPECT_FALSE(second.readable());
  EXPECT_EQ(second.read_all(), kHello);
}

TEST_F(StageContract, SurvivesAClientThatResetsAtOnce) {
  for (int i = 0; i < 20; ++i) {
    Client(server_).reset();
  }
  EXPECT_TRUE(serves());
}

TEST_F(StageContract, SurvivesAClientThatNeverReads) {
  const Client silent(server_);
  EXPECT_TRUE(serves());
}

TEST_F(StageContract, SurvivesAMegabyteThatNobodyAskedFor) {
  constexpr std::size_t kMegabyte = 1 << 20;
  Client talker(server_);
  talker.send_until_refused(std::string(kMegabyte, 'x'));
  EXPECT_TRUE(serves());
}

// Lets the stage have no descriptor more than it has now, and sends it two
// clients. The first may still be served: a blocking accept4 has reserved the
// number for its next descriptor before it waits.
class Shortage {
 public:
  explicit Shortage(StageProcess& stage, const Address& server)
      : pid_(stage.pid()),
        limit_(proc::limit_descriptors(pid_, proc::descriptors(pid_).size())) {
    first_.emplace(server);
    second_.emplace(server);
    const Deadline deadline(StageProcess::kPatience);
    auto line = stage.err().read_line(deadline);
    if (line && line->ends_with(" served")) {
      line = stage.err().read_line(deadline);
    }
    EXPECT_EQ(line, "accept4: Too many open files");
  }

  void end() {
    proc::limit_descriptors(pid_, limit_);
    EXPECT_EQ(first_->read_all(), kHello);
    EXPECT_EQ(second_->read_all(), kHello);
  }

 private:
  pid_t pid_;
  std::size_t limit_;  // As it was before.
  std::optional<Client> first_;
  std::optional<Client> second_;
};

TEST_F(StageContract, StaysCalmWithoutDescriptorsAndServesWhenTheyAreBack) {
  Shortage shortage(stage_, server_);
  // For half a second: not another word, and next to no processor time.
  const std::int64_t ticks = proc::cpu_ticks(stage_.pid());
  EXPECT_THROW(stage_.err().read_line(Deadline(std::chrono::milliseconds(500))),
               std::runtime_error);
  EXPECT_LT(proc::cpu_ticks(stage_.pid()) - ticks, 10) << "of 50: that is 20 %";
  shortage.end();
  EXPECT_TRUE(serves());
}

TEST_F(StageContract, TellsEveryShortageAnew) {
  Shortage(stage_, server_).end();
  // Read the log up to its last line, so that the next shortage starts afresh.
  Client last(server_);
  const std::string peer = Address::getsockname(last.fileno()).to_string();
  EXPECT_EQ(last.read_all(), kHello);
  const Deadline deadline(StageProcess::kPatience);
  while (stage_.err().read_line(deadline) != peer + " served") {
  }
  proc::wait_until([&] { return proc::sockets(stage_.pid()).size() == 1; });
  Shortage(stage_, server_).end();
}

TEST(StageContractStart, SaysOnStandardOutputWhatItIsAndWhere) {
  StageProcess stage(stage_program, {"--port", "0"});
  const auto line = stage.out().read_line(Deadline(StageProcess::kPatience));
  EXPECT_EQ(line, "serving " + stage_name + " on 127.0.0.1:" +
                      std::to_string(proc::listening_port(stage.pid())));
}

TEST(StageContractStart, ServesOnIpv6) {
  StageProcess stage(stage_program, {"--host", "::1", "--port", "0"});
  const Address server = stage.wait_until_serving();
  EXPECT_EQ(server.family(), AF_INET6);
  EXPECT_EQ(Client(server).read_all(), kHello);
}

TEST(StageContractStart, LocalhostIsTheLoopback) {
  StageProcess stage(stage_program, {"--host", "localhost", "--port", "0"});
  EXPECT_EQ(Client(stage.wait_until_serving()).read_all(), kHello);
}

TEST(StageContractStart, IsQuietWhenAskedToBe) {
  StageProcess stage(stage_program, {"--port", "0", "--quiet"});
  ASSERT_EQ(Client(stage.wait_until_serving()).read_all(), kHello);
  stage.send_signal(SIGKILL);
  EXPECT_EQ(stage.err().read_line(Deadline(StageProcess::kPatience)),
            std::nullopt);
}

TEST(StageContractStart, CanBeStartedAgainAtOnceOnTheSamePort) {
  std::optional<StageProcess> stage(std::in_place, stage_program,
                                    Arguments{"--port", "0"});
  const Address server = stage->wait_until_serving();
  ASSERT_EQ(Client(server).read_all(), kHello);
  stage.reset();
  stage.emplace(stage_program,
                Arguments{"--port", std::to_string(server.port())});
  EXPECT_EQ(stage->wait_until_serving(), server);
}

// With standard output closed, the listening socket would become descriptor 1
// and the start line would go into it.
TEST(StageContractStart, ServesWithItsStandardOutputClosed) {
  StageProcess stage("/bin/sh",
                     {"-c", "exec \"$0\" --port 0 <&- >&-", stage_program});
  const pid_t pid = stage.pid();
  proc::wait_until([pid] { return proc::listening_port(pid) != 0; });
  EXPECT_EQ(proc::descriptor_target(pid, STDIN_FILENO), "/dev/null");
  EXPECT_EQ(proc::descriptor_target(pid, STDOUT_FILENO), "/dev/null");
  const auto port = static_cast<std::uint16_t>(proc::listening_port(pid));
  EXPECT_EQ(Client(Address::ipv4("127.0.0.1", port)).read_all(), kHello);
}

TEST(StageContractStart, AskedForHelpItShowsItsFlags) {
  StageProcess stage(stage_program, {"--help"});
  std::string text;
  while (const auto line =
             stage.out().read_line(Deadline(StageProcess::kPatience))) {
    text += *line + "\n";
  }
  EXPECT_NE(text.find("--work-ms"), std::string::npos) << text;
  EXPECT_EQ(stage.wait(), 0);
}

TEST(StageContractStart, AWrongFlagGetsTheUsageAndStatusTwo) {
  const struct {
    Arguments arguments;
    const char* reason;
  } cases[] = {
      {{"--prot", "8080"}, "--prot"},
      {{"--port"}, "--port"},
      {{"--port", "http"}, "--port"},
      {{"--port", "65536"}, "--port"},
      {{"--port", "-1"}, "--port"},
      {{"--port", "80 80"}, "--port"},
      {{"--work-ms", "-1"}, "--work-ms"},
      {{"--work-ms", "soon"}, "--work-ms"},
      {{"--work-ms", "1.5"}, "--work-ms"},
      {{"--work-ms", "99999999999999999999"}, "--work-ms"},
      {{"--host", "300.0.0.1"}, "host \"300.0.0.1\": not a numeric"},
      {{"--host", ""}, "host"},
      {{"--host", "example.org"}, "nor localhost"},
      {{"stray"}, "stray"},
  };
  for (const auto& [arguments, reason] : cases) {
    const auto [status, error] = run_to_end(stage_program, arguments);
    EXPECT_EQ(status, 2) << error;
    EXPECT_NE(error.find(reason), std::string::npos) << error;
    EXPECT_NE(error.find("Usage:"), std::string::npos) << error;
  }
}

TEST(StageContractStart, APortInUseIsNamed) {
  StageProcess stage(stage_program, {"--port", "0"});
  const Address server = stage.wait_until_serving();
  const auto [status, error] =
      run_to_end(stage_program, {"--port", std::to_string(server.port())});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind " + server.to_string() + ": Address already in use\n");
}

TEST(StageContractStart, AnAddressOfAnotherMachineIsNamed) {
  // 192.0.2.0/24 is set aside for documentation: nobody has such an address.
  const auto [status, error] =
      run_to_end(stage_program, {"--host", "192.0.2.1", "--port", "0"});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind 192.0.2.1:0: Cannot assign requested address\n");
}

TEST(StageContractStart, APortBelow1024NeedsTheRight) {
  if (std::ifstream("/proc/sys/net/ipv4/ip_unprivileged_port_start").get() ==
      '0') {
    GTEST_SKIP() << "everyone may bind every port here";
  }
  const Arguments flags = {"--port", "81"};
  // Root has the right; take it away.
  const auto [status, error] =
      ::geteuid() != 0 ? run_to_end(stage_program, flags)
                       : run_to_end("/usr/bin/setpriv",
                                    {"--bounding-set", "-net_bind_service",
                                     stage_program, "--port", "81"});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind 127.0.0.1:81: Permission denied\n");
}

}  // namespace
}  // namespace socketserver
