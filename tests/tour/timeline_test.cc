#include "chapters/tour/timeline.h"

#include <chrono>
#include <optional>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

TEST(TimelineTest, ABarGoesFromTheConnectToTheEnd) {
  const Timeline timeline = make_timeline({{.begun = milliseconds(1),
                                            .connected = milliseconds(2),
                                            .ended = milliseconds(201),
                                            .answer = "hello world\n",
                                            .problem = ""}},
                                          "pid 7 tid 7");
  ASSERT_EQ(timeline.bars.size(), 1U);
  EXPECT_EQ(timeline.bars[0].client, "client 1");
  EXPECT_EQ(timeline.bars[0].begin, milliseconds(1));
  EXPECT_EQ(timeline.bars[0].end, milliseconds(201));
  EXPECT_EQ(timeline.bars[0].note, "pid 7 tid 7");
  EXPECT_EQ(timeline.axis, milliseconds(201));
}

TEST(TimelineTest, TheAnswerMayTellWhoServed) {
  const auto note = [](const char* answer, const char* problem) {
    return make_timeline({{.begun = {},
                           .connected = {},
                           .ended = {},
                           .answer = answer,
                           .problem = problem}},
                         "")
        .bars[0]
        .note;
  };
  EXPECT_EQ(note("pid 4711 tid 4712\n", ""), "pid 4711 tid 4712");
  EXPECT_EQ(note("pid \x1b[2J\r", ""), R"(pid \x1b[2J\x0d)");
  EXPECT_EQ(note("hello world\n", ""), "");
  EXPECT_EQ(note("pid 4711 t", "Connection reset by peer"),
            "Connection reset by peer");
}

TEST(TimelineTest, TheSummaryCountsTheAnswered) {
  const Visit good{.begun = {},
                   .connected = microseconds(300),
                   .ended = milliseconds(400),
                   .answer = "",
                   .problem = ""};
  Visit reset = good;
  reset.problem = "Connection reset by peer";
  EXPECT_EQ(make_timeline({good, good, reset}, "").summary,
            "All connected after 0.3 ms; 2 of 3 answered after 400 ms in all.");
  Visit refused = reset;
  refused.connected = std::nullopt;
  EXPECT_EQ(
      make_timeline({good, reset, refused}, "").summary,
      "2 of 3 connected after 0.3 ms; 1 of 3 answered after 400 ms in all.");
}

TEST(TimelineTest, TheSummaryOfDatagramsKnowsNoConnection) {
  const Visit answered{.begun = {},
                       .connected = {},
                       .ended = milliseconds(400),
                       .answer = "",
                       .problem = ""};
  EXPECT_EQ(make_timeline({answered, answered}, "").summary,
            "2 of 2 answered after 400 ms in all.");
}

TEST(ToMsTest, RoundsToWhatTheEyeWants) {
  EXPECT_EQ(to_ms(microseconds(0)), "0 ms");
  EXPECT_EQ(to_ms(microseconds(44)), "0 ms");
  EXPECT_EQ(to_ms(microseconds(460)), "0.5 ms");
  EXPECT_EQ(to_ms(microseconds(2000)), "2 ms");
  EXPECT_EQ(to_ms(microseconds(9949)), "9.9 ms");
  EXPECT_EQ(to_ms(microseconds(9951)), "10 ms");
  EXPECT_EQ(to_ms(microseconds(200'499)), "200 ms");
  EXPECT_EQ(to_ms(microseconds(200'501)), "201 ms");
}

}  // namespace
}  // namespace socketserver
