#include "chapters/tour/terminal_drawing.h"

#include "chapters/support/environment.h"

#include <langinfo.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <clocale>
#include <cmath>
#include <string_view>

namespace socketserver {
namespace {

using std::chrono::nanoseconds;

constexpr std::size_t kNarrowest = 40;
constexpr std::size_t kWidest = 120;

std::size_t columns() {
  const std::string text = environment("COLUMNS");
  std::size_t width = 0;
  std::from_chars(text.data(), text.data() + text.size(), width);
  winsize size{};
  if (width == 0 && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) {
    width = size.ws_col;
  }
  return std::clamp(width == 0 ? Terminal().width : width, kNarrowest, kWidest);
}

// How far `time` is along an axis of `width` columns, in eighths of a column.
std::size_t eighths(nanoseconds time, const Timeline& timeline,
                    std::size_t width) {
  const double part =
      static_cast<double>(time.count()) /
      static_cast<double>(std::max(timeline.axis.count(), nanoseconds::rep{1}));
  return static_cast<std::size_t>(
      std::lround(part * static_cast<double>(width * 8)));
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) {
    result += text;
  }
  return result;
}

// Exactly `width` columns: blank, bar, blank.
std::string draw_bar(const Bar& bar, const Timeline& timeline,
                     std::size_t width, const Terminal& terminal) {
  static constexpr std::array<std::string_view, 8> kPart = {"",  "▏", "▎", "▍",
                                                            "▌", "▋", "▊", "▉"};
  // A bar begins at a whole column and is never shorter than the eye can see.
  const std::size_t begin =
      std::min(eighths(bar.begin, timeline, width) / 8, width - 1);
  const std::size_t end =
      std::clamp(eighths(bar.end, timeline, width), begin * 8 + 1, width * 8);

  std::string blocks;
  std::size_t used = 0;
  if (bar.end > timeline.axis) {  // It goes on beyond the edge.
    used = width;
    blocks = repeat(terminal.utf8 ? "█" : "#", width - 1 - begin) +
             (terminal.utf8 ? "→" : ">");
  } else if (terminal.utf8) {
    const std::size_t length = end - begin * 8;
    blocks = repeat("█", length / 8) + std::string(kPart.at(length % 8));
    used = begin + (length + 7) / 8;
  } else {
    used = std::max(begin + 1, (end + 4) / 8);
    blocks = std::string(used - begin, '#');
  }
  if (terminal.colour) {
    blocks = "\x1b[36m" + blocks + "\x1b[0m";
  }
  return std::string(begin, ' ') + blocks + std::string(width - used, ' ');
}

// `text` broken at blanks into lines of at most `width` columns.
std::string wrap(std::string_view text, std::size_t width) {
  std::string result;
  while (text.size() > width) {
    std::size_t cut = text.rfind(' ', width);
    cut = cut == std::string_view::npos || cut == 0 ? width : cut;
    result += std::string(text.substr(0, cut)) + "\n";
    text.remove_prefix(text[cut] == ' ' ? cut + 1 : cut);
  }
  return result + std::string(text) + "\n";
}

}  // namespace

Terminal Terminal::of_standard_output() {
  std::setlocale(LC_CTYPE, "");
  Terminal terminal;
  terminal.width = columns();
  terminal.utf8 = std::string_view(::nl_langinfo(CODESET)) == "UTF-8";
  terminal.colour = ::isatty(STDOUT_FILENO) == 1 &&
                    environment("NO_COLOR").empty() &&
                    environment("TERM") != "dumb";
  return terminal;
}

std::string draw(const Timeline& timeline, const Terminal& terminal) {
  std::size_t client_width = 0;
  std::size_t note_width = 0;
  for (const Bar& bar : timeline.bars) {
    client_width = std::max(client_width, bar.client.size());
    note_width = std::max(note_width, bar.note.size());
  }
  // "client 1 |#####     |  203 ms  pid 4711 tid 4711"; where that leaves the
  // bar too little room, the notes are left out.
  constexpr std::size_t kTimeWidth = 9;
  const std::size_t fixed = client_width + 2 + kTimeWidth;
  bool with_notes = note_width > 0;
  if (with_notes && fixed + 2 + note_width + kNarrowest / 4 > terminal.width) {
    with_notes = false;
  }
  const std::size_t bar_width =
      terminal.width - fixed - (with_notes ? 2 + note_width : 0);

  std::string text = wrap(timeline.title, terminal.width);
  const std::string_view edge = terminal.utf8 ? "│" : "|";
  for (const Bar& bar : timeline.bars) {
    const std::string time = to_ms(bar.end - bar.begin);
    text += bar.client + std::string(client_width - bar.client.size(), ' ') +
            " " + std::string(edge) +
            draw_bar(bar, timeline, bar_width, terminal) +
            std::string(kTimeWidth - std::min(kTimeWidth, time.size()), ' ') +
            time + (with_notes ? "  " + bar.note : "") + "\n";
  }
  return text + wrap(timeline.summary, terminal.width) +
         wrap(timeline.lesson, terminal.width);
}

}  // namespace socketserver
