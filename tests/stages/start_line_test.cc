#include "chapters/support/start_line.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(StartLineTest, HasANameAnAddressAndAPid) {
  const StartLine line =
      parse_start_line("serving accept loop on 127.0.0.1:8080, pid 4711");
  EXPECT_EQ(line.name, "accept loop");
  EXPECT_EQ(line.address, Address::ipv4("127.0.0.1", 8080));
  EXPECT_EQ(line.pid, 4711);
}

TEST(StartLineTest, APathMayLookLikeTheRest) {
  const StartLine line = parse_start_line(
      "serving UnixStreamServer on /tmp/x on y, pid 1, pid 4711");
  EXPECT_EQ(line.name, "UnixStreamServer");
  EXPECT_EQ(line.address.path(), "/tmp/x on y, pid 1");
  EXPECT_EQ(line.pid, 4711);
}

TEST(StartLineTest, APathMayNotBreakIt) {
  const StartLine line =
      parse_start_line(R"(serving UnixStreamServer on /tmp/a\x0ab, pid 4711)");
  EXPECT_EQ(line.address.path(), "/tmp/a\nb");
}

TEST(StartLineTest, RefusesWhatIsNone) {
  for (const char* const line :
       {"", "serving", "serving x on 127.0.0.1:80",
        "serving x on 127.0.0.1:80, pid ", "serving x on 127.0.0.1:80, pid x",
        "serving x on 127.0.0.1:80, pid -1", "serving x, pid 1",
        "serving x on nowhere, pid 1", "bind 127.0.0.1:80: no, pid 1"}) {
    EXPECT_THROW(parse_start_line(line), std::invalid_argument) << line;
  }
}

}  // namespace
}  // namespace socketserver
