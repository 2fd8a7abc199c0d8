// How the stages of all chapters start, and what they refuse.

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/stage_under_test.h"

#include <sys/types.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

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

TEST(StageStartContract, SaysOnStandardOutputWhatItIsAndWhere) {
  StageProcess stage(stage_program(), {"--port", "0"});
  const auto line = stage.out().read_line(Deadline(StageProcess::kPatience));
  EXPECT_EQ(line, "serving " + stage_name() + " on 127.0.0.1:" +
                      std::to_string(proc::listening_port(stage.pid())) +
                      ", pid " + std::to_string(stage.pid()));
}

TEST(StageStartContract, ServesOnIpv6) {
  StageProcess stage(stage_program(), {"--host", "::1", "--port", "0"});
  const Address server = stage.wait_until_serving();
  EXPECT_EQ(server.family(), AF_INET6);
  EXPECT_EQ(Client(server).read_all(), kHello);
}

TEST(StageStartContract, LocalhostIsTheLoopback) {
  StageProcess stage(stage_program(), {"--host", "localhost", "--port", "0"});
  EXPECT_EQ(Client(stage.wait_until_serving()).read_all(), kHello);
}

TEST(StageStartContract, IsQuietWhenAskedToBe) {
  StageProcess stage(stage_program(), {"--port", "0", "--quiet"});
  ASSERT_EQ(Client(stage.wait_until_serving()).read_all(), kHello);
  stage.send_signal(SIGKILL);
  EXPECT_EQ(stage.err().read_line(Deadline(StageProcess::kPatience)),
            std::nullopt);
}

TEST(StageStartContract, CanBeStartedAgainAtOnceOnTheSamePort) {
  std::optional<StageProcess> stage(std::in_place, stage_program(),
                                    Arguments{"--port", "0"});
  const Address server = stage->wait_until_serving();
  ASSERT_EQ(Client(server).read_all(), kHello);
  stage.reset();
  stage.emplace(stage_program(),
                Arguments{"--port", std::to_string(server.port())});
  EXPECT_EQ(stage->wait_until_serving(), server);
}

// With standard output closed, the listening socket would become descriptor 1
// and the start line would go into it.
TEST(StageStartContract, ServesWithItsStandardOutputClosed) {
  StageProcess stage("/bin/sh",
                     {"-c", "exec \"$0\" --port 0 <&- >&-", stage_program()});
  const pid_t pid = stage.pid();
  proc::wait_until([pid] { return proc::listening_port(pid) != 0; });
  EXPECT_EQ(proc::descriptor_target(pid, STDIN_FILENO), "/dev/null");
  EXPECT_EQ(proc::descriptor_target(pid, STDOUT_FILENO), "/dev/null");
  const auto port = static_cast<std::uint16_t>(proc::listening_port(pid));
  EXPECT_EQ(Client(Address::ipv4("127.0.0.1", port)).read_all(), kHello);
}

TEST(StageStartContract, AskedForHelpItShowsItsFlags) {
  StageProcess stage(stage_program(), {"--help"});
  std::string text;
  while (const auto line =
             stage.out().read_line(Deadline(StageProcess::kPatience))) {
    text += *line + "\n";
  }
  EXPECT_NE(text.find("--work-ms"), std::string::npos) << text;
  EXPECT_EQ(stage.wait(), 0);
}

TEST(StageStartContract, AWrongFlagGetsTheUsageAndStatusTwo) {
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
    const auto [status, error] = run_to_end(stage_program(), arguments);
    EXPECT_EQ(status, 2) << error;
    EXPECT_NE(error.find(reason), std::string::npos) << error;
    EXPECT_NE(error.find("[OPTIONS]"), std::string::npos) << error;  // Usage.
  }
}

TEST(StageStartContract, APortInUseIsNamed) {
  StageProcess stage(stage_program(), {"--port", "0"});
  const Address server = stage.wait_until_serving();
  const auto [status, error] =
      run_to_end(stage_program(), {"--port", std::to_string(server.port())});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind " + server.to_string() + ": Address already in use\n");
}

TEST(StageStartContract, AnAddressOfAnotherMachineIsNamed) {
  // 192.0.2.0/24 is set aside for documentation: nobody has such an address.
  const auto [status, error] =
      run_to_end(stage_program(), {"--host", "192.0.2.1", "--port", "0"});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind 192.0.2.1:0: Cannot assign requested address\n");
}

TEST(StageStartContract, APortBelow1024NeedsTheRight) {
  if (std::ifstream("/proc/sys/net/ipv4/ip_unprivileged_port_start").get() ==
      '0') {
    GTEST_SKIP() << "everyone may bind every port here";
  }
  const Arguments flags = {"--port", "81"};
  // Root has the right; take it away.
  const auto [status, error] =
      ::geteuid() != 0 ? run_to_end(stage_program(), flags)
                       : run_to_end("/usr/bin/setpriv",
                                    {"--bounding-set", "-net_bind_service",
                                     stage_program(), "--port", "81"});
  EXPECT_EQ(status, 1);
  EXPECT_EQ(error, "bind 127.0.0.1:81: Permission denied\n");
}

}  // namespace
}  // namespace socketserver
