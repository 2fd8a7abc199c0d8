// What only the stage program of chapter 03 does; the rest is in
// tests/support/stage_contract.cc.

#include "chapters/01_accept_loop/address.h"
#include "chapters/tour/environment.h"
#include "chapters/tour/stage_process.h"
#include "chapters/tour/temporary_directory.h"
#include "tests/support/client.h"
#include "tests/support/proc.h"
#include "tests/support/test_servers.h"

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::optional<std::string> next_line(LineReader& lines) {
  return lines.read_line(Deadline(StageProcess::kPatience));
}

// The stage as one of the four classes, and how a client talks to it.
class ClassHierarchyTest : public testing::TestWithParam<std::string> {
 protected:
  [[nodiscard]] StageProcess start(const std::string& handler,
                                   std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        "--server", GetParam(),          "--port",    "0",
        "--path",   directory_ / "path", "--handler", handler};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return {environment("STAGE"), arguments};
  }

  [[nodiscard]] static bool is_datagram() {
    return GetParam() == "UDPServer" || GetParam() == "UnixDatagramServer";
  }

  // What --handler whoami says in a process with one thread.
  static std::string whoami(pid_t pid) {
    std::string text = "pid " + std::to_string(pid);
    text += " tid " + std::to_string(pid) + "\n";
    return text;
  }

  static std::string ask_for(const Address& server, std::string_view request) {
    return is_datagram() ? ask<UDPServer>(server, request)
                         : ask<TCPServer>(server, request);
  }

  const TemporaryDirectory directory_;
};

INSTANTIATE_TEST_SUITE_P(Servers, ClassHierarchyTest,
                         testing::Values("TCPServer", "UDPServer",
                                         "UnixStreamServer",
                                         "UnixDatagramServer"));

TEST_P(ClassHierarchyTest, ServesWithEachHandler) {
  const struct {
    const char* handler;
    const char* request;
    const char* answer;
  } cases[] = {{"hello", "", "hello world\n"},
               {"echo", "Hello\nTo all\n", "Hello\nTo all\n"},
               {"upper", "Hello\nTo all\n", "HELLO\n"},
               {"whoami", "", ""}};
  for (const auto& [handler, request, answer] : cases) {
    StageProcess stage = start(handler);
    EXPECT_EQ(ask_for(stage.wait_until_serving(), request),
              *answer == '\0' ? whoami(stage.pid()) : answer);
    stage.send_signal(SIGTERM);  // Which frees the path.
    EXPECT_EQ(stage.wait(), 0);
  }
}

TEST_P(ClassHierarchyTest, SaysWhatItIsStopsAndRemovesItsPath) {
  for (const int number : {SIGINT, SIGTERM}) {
    StageProcess stage = start("hello");
    const auto line = next_line(stage.out());
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->starts_with("serving " + GetParam() + " on ")) << *line;
    stage.send_signal(number);
    EXPECT_EQ(next_line(stage.out()), "stopped");
    EXPECT_EQ(stage.wait(), 0);
    EXPECT_FALSE(std::filesystem::exists(directory_ / "path"));
  }
}

TEST_P(ClassHierarchyTest, ARequestUnderWayIsFinishedFirst) {
  if (is_datagram()) {
    GTEST_SKIP() << "nothing outside tells that a datagram is being handled";
  }
  StageProcess stage = start("hello", {"--work-ms", "300"});
  Client client(stage.wait_until_serving());
  proc::wait_until([&] { return proc::sockets(stage.pid()).size() == 2; });
  stage.send_signal(SIGTERM);
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(next_line(stage.out()), "stopped");
  EXPECT_EQ(stage.wait(), 0);
}

TEST_P(ClassHierarchyTest, APathInUseIsNamedAndLeftAlone) {
  if (!GetParam().starts_with("Unix")) {
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

TEST(ClassHierarchyStartTest, RefusesWhatMakesNoSense) {
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
