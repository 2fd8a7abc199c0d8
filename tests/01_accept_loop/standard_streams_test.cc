#include "chapters/support/standard_streams.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// In a process of its own, since it closes the streams of the test.
TEST(StandardStreamsDeathTest, OpensNullWhereOneIsMissing) {
  EXPECT_EXIT(
      {
        ::close(STDIN_FILENO);
        ::close(STDOUT_FILENO);
        open_missing_standard_streams();
        const bool free_numbers_are_above =
            ::open("/dev/null", O_RDONLY | O_CLOEXEC) > STDERR_FILENO;
        print_line("lost, and no harm done");
        std::_Exit(free_numbers_are_above ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

TEST(StandardStreamsDeathTest, ALineGoesOutWholeAndAtOnce) {
  EXPECT_EXIT(
      {
        log_line("before");
        ::_exit(0);  // Writes out no buffer.
      },
      testing::ExitedWithCode(0), "^before\n$");
}

TEST(StandardStreamsDeathTest, ALogThatNobodyCanWriteIsIgnored) {
  EXPECT_EXIT(
      {
        ::close(STDOUT_FILENO);
        print_line("lost");
        ::_exit(0);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace socketserver
