#include "chapters/tour/terminal_drawing.h"

#include <chrono>
#include <cstddef>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

Timeline two_clients() {
  return {.name = "stage",
          .title = "a stage",
          .bars = {{.client = "client 1",
                    .begin = milliseconds(0),
                    .end = milliseconds(200),
                    .note = "pid 1 tid 1"},
                   {.client = "client 2",
                    .begin = milliseconds(100),
                    .end = milliseconds(400),
                    .note = "pid 1 tid 2"}},
          .summary = "Two of two.",
          .lesson = "One after the other.",
          .axis = milliseconds(400)};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    lines.push_back(line);
  }
  return lines;
}

TEST(TerminalDrawingTest, DrawsABarAClient) {
  EXPECT_EQ(draw(two_clients(), {.width = 60, .utf8 = false, .colour = false}),
            "a stage\n"
            "client 1 |##############                 200 ms  pid 1 tid 1\n"
            "client 2 |       #####################   300 ms  pid 1 tid 2\n"
            "Two of two.\n"
            "One after the other.\n");
}

TEST(TerminalDrawingTest, DrawsPartsOfAColumnWhereItCan) {
  const std::string text =
      draw(two_clients(), {.width = 60, .utf8 = true, .colour = false});
  EXPECT_NE(text.find("client 1 │██████████████ "), std::string::npos) << text;
  Timeline timeline = two_clients();
  timeline.bars[0].end = milliseconds(207);
  EXPECT_NE(draw(timeline, {.width = 60, .utf8 = true, .colour = false})
                .find("client 1 │██████████████▌ "),
            std::string::npos);
}

TEST(TerminalDrawingTest, ColoursOnlyTheBars) {
  const std::string text =
      draw(two_clients(), {.width = 60, .utf8 = false, .colour = true});
  EXPECT_NE(text.find("|\x1b[36m##############\x1b[0m "), std::string::npos);
}

TEST(TerminalDrawingTest, NoLineIsWiderThanTheTerminal) {
  for (std::size_t width = 40; width <= 120; ++width) {
    Timeline timeline = two_clients();
    timeline.title = std::string(50, 'a') + " " + std::string(150, 'b');
    timeline.lesson = "Some words that are to be broken at blanks. " +
                      std::string("And some more of them, to be sure.");
    const auto lines = lines_of(
        draw(timeline, {.width = width, .utf8 = false, .colour = false}));
    for (const std::string& line : lines) {
      EXPECT_LE(line.size(), width) << line;
    }
  }
}

TEST(TerminalDrawingTest, WithoutRoomTheNotesAreLeftOut) {
  const std::string text =
      draw(two_clients(), {.width = 40, .utf8 = false, .colour = false});
  EXPECT_EQ(text.find("pid"), std::string::npos) << text;
}

TEST(TerminalDrawingTest, ABarBeyondTheScaleIsCutOffAndMarked) {
  Timeline timeline = two_clients();
  timeline.axis = milliseconds(300);
  EXPECT_EQ(draw(timeline, {.width = 60, .utf8 = false, .colour = false}),
            "a stage\n"
            "client 1 |###################            200 ms  pid 1 tid 1\n"
            "client 2 |         ##################>   300 ms  pid 1 tid 2\n"
            "Two of two.\n"
            "One after the other.\n");
  timeline.axis = milliseconds(50);  // The second has not begun by then.
  const std::string text =
      draw(timeline, {.width = 60, .utf8 = true, .colour = false});
  EXPECT_NE(text.find("█████→   200 ms"), std::string::npos) << text;
  EXPECT_NE(text.find("│" + std::string(27, ' ') + "→   300 ms"),
            std::string::npos)
      << text;
}

TEST(TerminalDrawingTest, ABarUpToTheScaleIsWhole) {
  const std::string text =
      draw(two_clients(), {.width = 60, .utf8 = true, .colour = false});
  EXPECT_EQ(text.find("→"), std::string::npos) << text;
}

TEST(TerminalDrawingTest, TheShortestBarCanBeSeen) {
  Timeline timeline = two_clients();
  timeline.bars[0] = {.client = "client 1",
                      .begin = milliseconds(400),
                      .end = milliseconds(400),
                      .note = ""};
  EXPECT_NE(draw(timeline, {.width = 60, .utf8 = false, .colour = false})
                .find(" #  "),
            std::string::npos);
}

}  // namespace
}  // namespace socketserver
