// The claim of whatever goes to a log: one line of printable characters.

#ifndef TESTS_FUZZ_ONE_LINE_H_
#define TESTS_FUZZ_ONE_LINE_H_

#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace socketserver::fuzz {

inline void require_one_line(std::string_view text) {
  require(std::ranges::all_of(
              text, [](char byte) { return ' ' <= byte && byte <= '~'; }),
          "one printable line: " + std::string(text));
}

}  // namespace socketserver::fuzz

#endif  // TESTS_FUZZ_ONE_LINE_H_
