#include "chapters/support/printable.h"

#include <algorithm>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(PrintableTest, LeavesWhatIsPrintable) {
  EXPECT_EQ(printable(""), "");
  EXPECT_EQ(printable("GET /~x HTTP/1.1"), "GET /~x HTTP/1.1");
}

TEST(PrintableTest, ShowsEverythingElseByItsNumber) {
  EXPECT_EQ(printable("a\nb\x1b[2J"), R"(a\x0ab\x1b[2J)");
  EXPECT_EQ(printable(R"(\x0a)"), R"(\\x0a)");
}

TEST(PrintableTest, EveryByteComesBack) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    all += static_cast<char>(byte);
  }
  const std::string shown = printable(all);
  EXPECT_TRUE(std::ranges::all_of(
      shown, [](char byte) { return ' ' <= byte && byte <= '~'; }));
  EXPECT_EQ(from_printable(shown), all);
}

TEST(PrintableTest, RefusesABackslashThatMeansNothing) {
  for (const char* const text :
       {"\\", "\\n", "\\x", "\\x0", "\\xg0", "\\x0g"}) {
    EXPECT_THROW(from_printable(text), std::invalid_argument) << text;
  }
}

}  // namespace
}  // namespace socketserver
