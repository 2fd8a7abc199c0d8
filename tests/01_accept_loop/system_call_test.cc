#include "chapters/01_accept_loop/system_call.h"

#include "chapters/01_accept_loop/address.h"

#include <cerrno>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Stands for a system call that fails: sets errno, returns -1.
int fail_with(int error) {
  errno = error;
  return -1;
}

TEST(CheckTest, ReturnsWhatTheCallReturned) {
  EXPECT_EQ(check(0, "call"), 0);
  EXPECT_EQ(check(7L, "call"), 7L);
}

TEST(CheckTest, ThrowsTheErrnoWithTheNameOfTheCall) {
  try {
    check(fail_with(EMFILE), "accept4");
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::too_many_files_open);
    EXPECT_STREQ(error.what(), "accept4: Too many open files");
  }
}

TEST(CheckTest, NamesTheSubjectOfTheCall) {
  try {
    check(fail_with(EADDRINUSE), "bind", Address::ipv4("127.0.0.1", 8080));
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_STREQ(error.what(), "bind 127.0.0.1:8080: Address already in use");
  }
}

TEST(CheckTest, TheSubjectCanNotChangeTheError) {
  struct Subject {
    [[nodiscard]] static std::string to_string() {
      errno = EPERM;
      return "subject";
    }
  };
  try {
    check(fail_with(ENOENT), "open", Subject());
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code().value(), ENOENT);
  }
}

TEST(RetryTest, RepeatsWhileASignalInterrupts) {
  int calls = 0;
  EXPECT_EQ(retry([&] { return ++calls < 3 ? fail_with(EINTR) : 42; }), 42);
  EXPECT_EQ(calls, 3);
}

TEST(RetryTest, PassesEveryOtherErrorOn) {
  int calls = 0;
  EXPECT_EQ(retry([&] {
              ++calls;
              return fail_with(EBADF);
            }),
            -1);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(errno, EBADF);
}

}  // namespace
}  // namespace socketserver
