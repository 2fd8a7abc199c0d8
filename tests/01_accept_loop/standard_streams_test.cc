#include "chapters/support/standard_streams.h"

#include <fcntl.h>
#include <seccomp.h>
#include <unistd.h>

#include <cerrno>
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

// As in a bare chroot. Red: the stage ends because of a stream that it doesn't
// need.
TEST(StandardStreamsDeathTest, NeedsNoNull) {
  EXPECT_EXIT(
      {
        scmp_arg_cmp flags{};
        flags.arg = 2;
        flags.op = SCMP_CMP_EQ;
        flags.datum_a = O_RDWR;
        auto* const filter = ::seccomp_init(SCMP_ACT_ALLOW);
        const bool denied =
            ::seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(ENOENT),
                                     SCMP_SYS(openat), 1, &flags) == 0 &&
            ::seccomp_load(filter) == 0 && ::open("/dev/null", O_RDWR) == -1;
        ::close(STDIN_FILENO);
        open_missing_standard_streams();
        const bool open = ::fcntl(STDIN_FILENO, F_GETFD) != -1;
        std::_Exit(denied && open ? 0 : 1);
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
