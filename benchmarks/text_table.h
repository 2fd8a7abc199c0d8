// A table for the terminal: columns as wide as they must be.

#ifndef BENCHMARKS_TEXT_TABLE_H_
#define BENCHMARKS_TEXT_TABLE_H_

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace socketserver {

struct TextColumn {
  std::string head;  // Of two lines, if there is a newline in it.
  std::vector<std::string> cells;
};

// Writes the columns that are not empty from top to bottom. All have equally
// many cells; the first one stands to the left, the others to the right.
void write_table(std::ostream& out, const std::vector<TextColumn>& columns);

// Like Python's f"{number:,.{digits}f}"; "" for none.
std::string with_commas(std::optional<double> number, int digits);

}  // namespace socketserver

#endif  // BENCHMARKS_TEXT_TABLE_H_
