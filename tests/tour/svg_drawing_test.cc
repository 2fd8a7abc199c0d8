#include "chapters/tour/svg_drawing.h"

#include "chapters/support/temporary_directory.h"

#include <chrono>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

Timeline one_client() {
  return {.name = "stage",
          .title = "a <stage> & more",
          .bars = {{.client = "client 1",
                    .begin = milliseconds(100),
                    .end = milliseconds(200),
                    .note = "pid 1 tid 1"}},
          .summary = "One of one.",
          .lesson = "",
          .axis = milliseconds(400)};
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + 1)) {
    ++found;
  }
  return found;
}

TEST(SvgDrawingTest, DrawsTheBarToScale) {
  // The axis is 430 pixels long and begins at 90: a quarter is 107.5.
  const std::string svg = draw_svg(one_client());
  EXPECT_NE(svg.find("<rect x='198' y='50' width='107'"), std::string::npos)
      << svg;
}

TEST(SvgDrawingTest, ABarBeyondTheScaleIsCutOffAndMarked) {
  Timeline timeline = one_client();
  EXPECT_EQ(count(draw_svg(timeline), "<path "), 0U);
  timeline.axis = milliseconds(150);
  std::string svg = draw_svg(timeline);  // From two thirds of it to its end.
  EXPECT_NE(svg.find("<rect x='377' y='50' width='143'"), std::string::npos)
      << svg;
  EXPECT_NE(svg.find("<path d='M 520 50 "), std::string::npos) << svg;
  EXPECT_EQ(count(svg, ">100 ms</text>"), 2U) << "its length, and in the grid";
  timeline.axis = milliseconds(50);  // It has not begun by then.
  svg = draw_svg(timeline);
  EXPECT_NE(svg.find("<rect x='519' y='50' width='1'"), std::string::npos)
      << svg;
}

TEST(SvgDrawingTest, HasTheTextsAndEscapesThem) {
  const std::string svg = draw_svg(one_client());
  EXPECT_EQ(count(svg, "a &lt;stage&gt; &amp; more"), 2U);
  EXPECT_EQ(count(svg, "One of one."), 1U);
  EXPECT_EQ(count(svg, "pid 1 tid 1"), 1U);
}

TEST(SvgDrawingTest, TheGridHasFourToTenSteps) {
  for (const int axis : {1, 7, 10, 199, 200, 801, 804, 10'000, 100'001}) {
    Timeline timeline = one_client();
    timeline.axis = milliseconds(axis);
    const std::size_t lines = count(draw_svg(timeline), "<line ");
    EXPECT_LE(lines, 11U) << axis;
    EXPECT_GE(lines, axis < 4 ? 2U : 4U) << axis;
  }
}

TEST(SvgDrawingTest, WritesAFileNamedAfterTheTimeline) {
  const TemporaryDirectory directory;
  const std::string below = directory / "images";
  write_svg(one_client(), below);
  std::ifstream file(below + "/stage.svg");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(text, draw_svg(one_client()));
}

TEST(SvgDrawingTest, AFolderThatCanNotBeIsAnError) {
  EXPECT_THROW(write_svg(one_client(), "/dev/null/images"), std::system_error);
}

}  // namespace
}  // namespace socketserver
