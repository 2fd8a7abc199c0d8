// The tour itself, run as a reader runs it.

#include "chapters/01_accept_loop/connection.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_process.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/proc.h"

#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

struct Outcome {
  std::vector<std::string> lines;
  std::string errors;
  int status;
};

Outcome run_tour(const std::vector<std::string>& arguments) {
  StageProcess tour(environment("TOUR"), arguments);
  const Deadline deadline(std::chrono::seconds(30));
  Outcome outcome{};
  while (auto line = tour.out().read_line(deadline)) {
    outcome.lines.push_back(*line);
  }
  while (auto line = tour.err().read_line(deadline)) {
    outcome.errors += *line + "\n";
  }
  outcome.status = tour.wait();
  return outcome;
}

// The lines that match `pattern`, as many as there are.
std::vector<std::smatch> matches(const Outcome& outcome,
                                 const std::string& pattern) {
  const std::regex expression(pattern);
  std::vector<std::smatch> result;
  for (const std::string& line : outcome.lines) {
    std::smatch match;
    if (std::regex_match(line, match, expression)) {
      result.push_back(match);
    }
  }
  return result;
}

constexpr std::size_t kStopsOneByOne = 6;
constexpr std::size_t kStopsAtOnce = 13;
constexpr std::size_t kStops = kStopsOneByOne + kStopsAtOnce;

TEST(TourTest, ShowsEveryStageWithABarAClient) {
  ::setenv("LC_ALL", "C", 1);
  const Outcome outcome = run_tour({});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(matches(outcome, "01_accept_loop: .*").size(), 1U);
  EXPECT_EQ(matches(outcome, "02_selector_loop: .*").size(), 1U);
  for (const std::string server :
       {"TCPServer", "UDPServer", "UnixStreamServer", "UnixDatagramServer"}) {
    EXPECT_EQ(matches(outcome, "03_class_hierarchy, " + server + ": .*").size(),
              1U);
    for (const std::string mix_in : {"Threading", "Forking"}) {
      std::string title = "04_mixins, ";
      title += mix_in;
      title += server;
      EXPECT_EQ(matches(outcome, title + ": .*").size(), 1U);
    }
    EXPECT_EQ(matches(outcome, "05_pools, ThreadPool" + server + ": .*").size(),
              1U);
  }
  const auto bars =
      matches(outcome, R"(client (\d) \| *#+ +(\d+) ms  pid (\d+) tid (\d+))");
  ASSERT_EQ(bars.size(), 4 * kStops);
  const auto summaries = matches(
      outcome,
      R"((?:All connected after .*; )?4 of 4 answered after (\d+) ms in all\.)");
  ASSERT_EQ(summaries.size(), kStops);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    EXPECT_EQ(bars[i][1], std::to_string(i % 4 + 1));
    EXPECT_GE(std::stoi(bars[i][2]), 200);
  }
  // One after the other: all by the same process and thread, and the last
  // answer comes four times 200 ms after the first connect.
  for (std::size_t stop = 0; stop < kStopsOneByOne; ++stop) {
    EXPECT_GE(std::stoi(summaries[stop][1]), 4 * 200);
    for (std::size_t i = 4 * stop; i < 4 * stop + 4; ++i) {
      EXPECT_EQ(bars[i][3], bars[i][4]);
      EXPECT_EQ(bars[i][3], bars[4 * stop][3]);
    }
  }
  EXPECT_EQ(matches(outcome, "05_pools, TCPServer in 4 processes: .*").size(),
            1U);
  // All at once: each has a thread of its own. Threads come first, then forks,
  // then pools, and several processes at the end.
  constexpr std::size_t kFourOfEach = 4;
  const auto many_processes = [](std::size_t stop) {
    return stop == kStops - 1 || (stop >= kStopsOneByOne + kFourOfEach &&
                                  stop < kStopsOneByOne + 2 * kFourOfEach);
  };
  for (std::size_t i = 4 * kStopsOneByOne; i < bars.size(); i += 4) {
    std::set<std::string> processes;
    std::set<std::string> threads;
    for (std::size_t client = 0; client < 4; ++client) {
      processes.insert(bars[i + client][3]);
      threads.insert(bars[i + client][4]);
    }
    EXPECT_EQ(processes.size(), many_processes(i / 4) ? 4U : 1U);
    EXPECT_EQ(threads.size(), 4U);
  }
  EXPECT_NE(bars[0][3], bars[4][3]) << "every stage is a process of its own";
}

TEST(TourTest, DrawsAServerThatIsAlreadyRunning) {
  const UniqueFd listener = listen_on(kAnyPort);
  const std::jthread server([&] {
    for (const char* const answer : {"pid 1 tid 1\n", "pid 1 tid 2\n"}) {
      sendall(accept_connection(listener.get()).socket.get(), answer);
    }
  });
  const std::string address = Address::getsockname(listener.get()).to_string();
  const Outcome outcome = run_tour({"--connect", address, "--clients", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  EXPECT_EQ(outcome.lines.at(0), address + ": 2 clients");
  EXPECT_EQ(matches(outcome, ".* pid 1 tid [12]").size(), 2U);
}

TEST(TourTest, TheAxisEndsWhereItIsTold) {
  ::setenv("LC_ALL", "C", 1);
  const UniqueFd listener = listen_on(kAnyPort);
  const std::jthread server([&] {
    for (int client = 0; client < 2; ++client) {
      sendall(accept_connection(listener.get()).socket.get(), "hello\n");
    }
  });
  const std::string address = Address::getsockname(listener.get()).to_string();
  // A client that is answered at once takes a whole line of its own scale, and
  // a single column of ten minutes.
  for (const auto& [scale, bars] :
       std::vector<std::pair<std::vector<std::string>, std::size_t>>{
           {{}, 0}, {{"--scale-ms", "600000"}, 1}}) {
    std::vector<std::string> arguments = {"--connect", address, "--clients",
                                          "1"};
    arguments.insert(arguments.end(), scale.begin(), scale.end());
    const Outcome outcome = run_tour(arguments);
    EXPECT_EQ(outcome.status, 0) << outcome.errors;
    EXPECT_EQ(matches(outcome, R"(client 1 \|# .* ms *)").size(), bars)
        << outcome.lines.at(1);
  }
}

// Red: the stage stays behind.
TEST(TourTest, EndedItTakesItsStageAlong) {
  ASSERT_EQ(::prctl(PR_SET_CHILD_SUBREAPER, 1), 0);  // To see it end.
  StageProcess tour(environment("TOUR"), {});
  pid_t stage = 0;
  proc::wait_until([&] {  // Until it has a client.
    const auto stages = proc::children(tour.pid());
    stage = stages.empty() ? 0 : stages[0];
    return stage != 0 && proc::sockets(stage).size() > 1;
  });
  tour.send_signal(SIGTERM);
  EXPECT_EQ(tour.wait(), -SIGTERM);
  int status = 0;
  EXPECT_EQ(::waitpid(stage, &status, 0), stage);
}

TEST(TourTest, WritesAPictureForEachTimeline) {
  const TemporaryDirectory directory;
  // As `bazel run` tells where the user is.
  ::setenv("BUILD_WORKING_DIRECTORY", (directory / ".").c_str(), 1);
  const Outcome outcome = run_tour({"--svg", "images", "--clients", "1"});
  ::unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(outcome.status, 0) << outcome.errors;
  for (const char* const name : {"01_accept_loop.svg", "02_selector_loop.svg",
                                 "03_class_hierarchy_TCPServer.svg"}) {
    EXPECT_TRUE(std::filesystem::exists(directory / "images" + "/" + name))
        << name;
  }
}

TEST(TourTest, AWrongFlagGetsTheUsageAndStatusTwo) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--clients", "0"},
                                             {"--clients", "many"},
                                             {"--scale-ms", "0"},
                                             {"--scale-ms", "-1"},
                                             {"--scale-ms", "600001"},
                                             {"--scale-ms", "long"},
                                             {"--connect", "here"},
                                             {"--connect", "127.0.0.1:http"},
                                             {"--sgv", "images"}}) {
    const Outcome outcome = run_tour(arguments);
    EXPECT_EQ(outcome.status, 2) << outcome.errors;
    EXPECT_NE(outcome.errors.find(arguments[0]), std::string::npos)
        << outcome.errors;
  }
}

TEST(TourTest, AFolderThatCanNotBeIsNamed) {
  const Outcome outcome =
      run_tour({"--svg", "/dev/null/images", "--clients", "1"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_NE(outcome.errors.find("/dev/null/images"), std::string::npos)
      << outcome.errors;
}

}  // namespace
}  // namespace socketserver
