#include "chapters/support/address_text.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(AddressTextTest, IsTheInverseOfToString) {
  for (const char* const text :
       {"127.0.0.1:0", "127.0.0.1:65535", "[::1]:8080", "/tmp/a.sock",
        "./a.sock", "@abstract", "@/tmp/.X11-unix/X0", "[fe80::1%lo]:80",
        R"(/tmp/a\\b\x0a)", R"(@a\x00)"}) {
    EXPECT_EQ(address_from_text(text).to_string(), text);
  }
}

TEST(AddressTextTest, RefusesWhatIsNoAddress) {
  for (const char* const text :
       {"", "127.0.0.1", ":80", "127.0.0.1:", "127.0.0.1:http",
        "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x", "::1:80", "[::1:80",
        "[::1]", "[]:80", R"(/a\)", R"(/a\x0)", R"(/a\x0g)", R"(/a\y00)"}) {
    EXPECT_THROW(address_from_text(text), std::invalid_argument) << text;
  }
}

TEST(AddressTextTest, TellsTheValueAndTheReason) {
  try {
    address_from_text("127.0.0.1:http");
    FAIL() << "no exception";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "port \"http\": not a number from 0 to 65535");
  }
}

}  // namespace
}  // namespace socketserver
