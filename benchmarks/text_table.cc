#include "benchmarks/text_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>

namespace socketserver {
namespace {

// Of UTF-8 on the screen: every byte but those that continue a character.
std::size_t width(const std::string& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, std::size_t size, bool left) {
  const std::string space(size - width(text), ' ');
  return left ? text + space : space + text;
}

// A column from top to bottom, each line as wide as the widest of them.
std::vector<std::string> lines_of(const TextColumn& column, bool left) {
  const std::size_t newline = column.head.find('\n');
  const bool two = newline != std::string::npos;
  std::vector<std::string> lines = {
      two ? column.head.substr(0, newline) : "",
      two ? column.head.substr(newline + 1) : column.head,
      "",  // The rule.
  };
  lines.insert(lines.end(), column.cells.begin(), column.cells.end());
  std::size_t widest = 0;
  for (const std::string& line : lines) {
    widest = std::max(widest, width(line));
  }
  lines[2].assign(widest, '-');
  for (std::string& line : lines) {
    line = padded(line, widest, left);
  }
  return lines;
}

}  // namespace

void write_table(std::ostream& out, const std::vector<TextColumn>& columns) {
  std::vector<std::string> lines;
  for (const TextColumn& column : columns) {
    if (std::ranges::all_of(column.cells, &std::string::empty)) {
      continue;
    }
    const bool first = lines.empty();
    const std::vector<std::string> its_lines = lines_of(column, first);
    lines.resize(its_lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      lines[i] += (first ? "" : "  ") + its_lines[i];
    }
  }
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }
}

std::string with_commas(std::optional<double> number, int digits) {
  if (!number) {
    return "";
  }
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, *number);
  std::string result = text.data();
  const std::size_t sign = result.starts_with('-') ? 1 : 0;
  const std::size_t point = std::min(result.find('.'), result.size());
  for (std::size_t place = point; place > sign + 3;) {
    place -= 3;
    result.insert(place, 1, ',');
  }
  return result;
}

}  // namespace socketserver
