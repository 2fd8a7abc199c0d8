// What the stages from chapter 03 on have in common beyond stage_contract.cc,
// tested on the real programs as each of their servers: STAGE is the path below
// the workspace's root.

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listed_servers.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/ask.h"
#include "tests/support/next_line.h"
#include "tests/support/proc.h"

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// The stage as one of its servers, and how a client talks to it.
class ServerStageContract : public testing::TestWithParam<ListedServer> {
 protected:
  [[nodiscard]] StageProcess start(const std::string& handler,
                                   std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        "--server", GetParam().name,     "--port",    "0",
        "--path",   directory_ / "path", "--handler", handler};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return {environment("STAGE"), arguments};
  }

  [[nodiscard]] static bool is_datagram() { return GetParam().is_datagram; }
  [[nodiscard]] static bool is_unix() { return GetParam().is_unix; }

  static std::string ask_for(const Address& server, std::string_view request) {
    return is_datagram() ? ask<UDPServer>(server, request)
                         : ask<TCPServer>(server, request);
  }

  const TemporaryDirectory directory_;
};

INSTANTIATE_TEST_SUITE_P(
    Servers, ServerStageContract,
    testing::ValuesIn(listed_servers(environment("STAGE"))),
    [](const auto& server) { return server.param.name; });

TEST_P(ServerStageContract, ServesWithEachHandler) {
  const struct {
    const char* handler;
    const char* request;
    const char* answer;
  } cases[] = {{"hello", "", "hello world\n"},
               {"echo", "Hello\nTo all\n", "Hello\nTo all\n"},
               {"upper", "Hello\nTo all\n", "HELLO\n"}};
  for (const auto& [handler, request, answer] : cases) {
    StageProcess stage = start(handler);
    EXPECT_EQ(ask_for(stage.wait_until_serving(), request), answer);
    stage.send_signal(SIGTERM);  // Which frees the path.
    EXPECT_EQ(stage.wait(), 0);
  }
}

TEST_P(ServerStageContract, SaysWhoServes) {
  StageProcess stage = start("whoami");
  const std::string answer = ask_for(stage.wait_until_serving(), "");
  std::smatch match;
  ASSERT_TRUE(
      std::regex_match(answer, match, std::regex(R"(pid (\d+) tid (\d+)\n)")))
      << answer;
  const std::string pid = std::to_string(stage.pid());
  EXPECT_EQ(match[1] == pid, GetParam().model != "forking");
  const std::string& model = GetParam().model;
  EXPECT_EQ(match[1] == match[2], model != "threading" && model != "pool");
}

TEST_P(ServerStageContract, SaysWhatItIsStopsAndRemovesItsPath) {
  for (const int number : {SIGINT, SIGTERM}) {
    StageProcess stage = start("hello");
    const auto line = next_line(stage.out());
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->starts_with("serving " + GetParam().name + " on "))
        << *line;
    stage.send_signal(number);
    EXPECT_EQ(next_line(stage.out()), "stopped");
    EXPECT_EQ(stage.wait(), 0);
    EXPECT_FALSE(std::filesystem::exists(directory_ / "path"));
  }
}

TEST_P(ServerStageContract, LeavesAPathAloneThatIsAnotherServersByNow) {
  if (!is_unix()) {
    GTEST_SKIP() << "has no path";
  }
  StageProcess first = start("hello");
  const Address address = first.wait_until_serving();
  std::filesystem::remove(address.path());
  StageProcess second = start("upper");
  second.wait_until_serving();
  first.send_signal(SIGTERM);
  EXPECT_EQ(first.wait(), 0);
  EXPECT_EQ(ask_for(address, "x\n"), "X\n");
}

TEST_P(ServerStageContract, ARequestUnderWayIsFinishedFirst) {
  if (is_datagram()) {
    GTEST_SKIP() << "nothing outside tells that a datagram is being handled";
  }
  StageProcess stage = start("hello", {"--work-ms", "300"});
  Client client(stage.wait_until_serving());
  proc::wait_until([&] {
    return GetParam().model == "forking"
               ? !proc::children(stage.pid()).empty()
               : proc::sockets(stage.pid()).size() == 2;
  });
  stage.send_signal(SIGTERM);
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

TEST_P(ServerStageContract, APathInUseIsNamedAndLeftAlone) {
  if (!is_unix()) {
    GTEST_SKIP() << "has no path";
  }
  StageProcess first = start("upper");
  const Address address = first.wait_until_serving();
  StageProcess second = start("hello");
  EXPECT_EQ(next_line(second.err()),
            "bind " + address.path() + ": Address already in use");
  EXPECT_EQ(second.wait(), 1);
  EXPECT_EQ(ask_for(address, "x\n"), "X\n");
}

TEST(ServerStageContractStart, RefusesWhatMakesNoSense) {
  const struct {
    std::vector<std::string> arguments;
    int status;
    const char* reason;
  } cases[] = {
      {{"--server", "HTTPServer"}, 2, "--server"},
      {{"--handler", "cook"}, 2, "--handler"},
      {{"--compute-us", "-1"}, 2, "--compute-us"},
      {{"--server", "UnixStreamServer"}, 2, "--path"},
      {{"--server", "UnixStreamServer", "--path", std::string(108, 'x')},
       1,
       "File name too long"},
      {{"--server", "UnixDatagramServer", "--path", "/nowhere/at/all"},
       1,
       "bind /nowhere/at/all: No such file or directory"},
  };
  for (const auto& [arguments, status, reason] : cases) {
    StageProcess stage(environment("STAGE"), arguments);
    const auto line = next_line(stage.err());
    ASSERT_TRUE(line);
    EXPECT_NE(line->find(reason), std::string::npos) << *line;
    EXPECT_EQ(stage.wait(), status);
  }
}

}  // namespace
}  // namespace socketserver
