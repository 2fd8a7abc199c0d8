#include "chapters/tour/svg_drawing.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// In pixels.
constexpr int kWidth = 760;
constexpr int kAxisLeft = 90;
constexpr int kAxisWidth = 430;
constexpr int kRowTop = 50;
constexpr int kRowHeight = 26;
constexpr int kBarHeight = 16;

std::string escape(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

int x_of(nanoseconds time, const Timeline& timeline) {
  const auto axis = std::max(timeline.axis.count(), nanoseconds::rep{1});
  return kAxisLeft +
         static_cast<int>(std::lround(static_cast<double>(time.count()) /
                                      static_cast<double>(axis) * kAxisWidth));
}

// The distance of the grid's lines: 1, 2 or 5 times a power of ten, so that
// there are four to ten of them.
nanoseconds grid_step(nanoseconds axis) {
  constexpr int kMostLines = 10;
  nanoseconds decade = milliseconds(1);
  while (true) {
    for (const int factor : {1, 2, 5}) {
      if (axis / (decade * factor) <= kMostLines) {
        return decade * factor;
      }
    }
    decade *= 10;
  }
}

void draw_grid(std::ostream& out, const Timeline& timeline, int bottom) {
  const nanoseconds step = grid_step(timeline.axis);
  for (nanoseconds time{}; time <= timeline.axis; time += step) {
    const int x = x_of(time, timeline);
    out << "<line x1='" << x << "' y1='" << kRowTop - 6 << "' x2='" << x
        << "' y2='" << bottom << "'/>\n"
        << "<text x='" << x << "' y='" << bottom + 14 << "' class='tick'>"
        << to_ms(time) << "</text>\n";
  }
}

void draw_bar(std::ostream& out, const Timeline& timeline, const Bar& bar,
              int top) {
  constexpr int kEdge = kAxisLeft + kAxisWidth;
  const int left = std::min(x_of(bar.begin, timeline), kEdge - 1);
  const int right = std::clamp(x_of(bar.end, timeline), left + 1, kEdge);
  const int baseline = top + 13;
  out << "<text x='" << kAxisLeft - 10 << "' y='" << baseline
      << "' class='client'>" << escape(bar.client) << "</text>\n"
      << "<rect x='" << left << "' y='" << top << "' width='" << right - left
      << "' height='" << kBarHeight << "' rx='2'/>\n";
  if (bar.end > timeline.axis) {  // The head of an arrow: it goes on.
    out << "<path d='M " << kEdge << " " << top << " v " << kBarHeight
        << " l 8 -" << kBarHeight / 2 << " z'/>\n";
  }
  out << "<text x='" << kEdge + 12 << "' y='" << baseline << "'>"
      << to_ms(bar.end - bar.begin) << "</text>\n"
      << "<text x='" << kEdge + 75 << "' y='" << baseline << "' class='note'>"
      << escape(bar.note) << "</text>\n";
}

}  // namespace

std::string draw_svg(const Timeline& timeline) {
  const int bottom =
      kRowTop + kRowHeight * static_cast<int>(timeline.bars.size());
  const int height = bottom + 52;
  std::ostringstream out;
  out << "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 " << kWidth
      << " " << height << "' width='" << kWidth << "' height='" << height
      << "' role='img'>\n<title>" << escape(timeline.title)
      << "</title>\n"
         "<style>\n"
         "text { font: 13px sans-serif; fill: #24292f; }\n"
         ".title { font-weight: bold; font-size: 15px; }\n"
         ".client { text-anchor: end; }\n"
         ".tick { text-anchor: middle; font-size: 11px; }\n"
         ".tick, .note { fill: #57606a; }\n"
         "line { stroke: #d0d7de; }\n"
         "rect, path { fill: #1b7c83; }\n"
         ".page { fill: #ffffff; stroke: #d0d7de; }\n"
         "</style>\n"
         "<rect x='0.5' y='0.5' width='"
      << kWidth - 1 << "' height='" << height - 1
      << "' rx='6' class='page'/>\n"
         "<text x='16' y='28' class='title'>"
      << escape(timeline.title) << "</text>\n";
  draw_grid(out, timeline, bottom);
  int top = kRowTop;
  for (const Bar& bar : timeline.bars) {
    draw_bar(out, timeline, bar, top);
    top += kRowHeight;
  }
  out << "<text x='16' y='" << height - 14 << "'>" << escape(timeline.summary)
      << "</text>\n</svg>\n";
  return out.str();
}

void write_svg(const Timeline& timeline,
               const std::filesystem::path& directory) {
  std::filesystem::create_directories(directory);
  const std::filesystem::path path = directory / (timeline.name + ".svg");
  std::ofstream file(path);
  file << draw_svg(timeline) << std::flush;
  if (!file) {
    throw std::system_error(errno, std::system_category(),
                            "write " + path.string());
  }
}

}  // namespace socketserver
