#include "chapters/01_accept_loop/unique_fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

// The kernel's opinion.
bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

TEST(UniqueFdTest, ClosesWhatItOwnsWhenItGoes) {
  const int raw = open_null();
  {
    const UniqueFd fd(raw);
    EXPECT_TRUE(is_open(raw));
  }
  EXPECT_FALSE(is_open(raw));
}

// A pipe's reader sees the end of file when the last writer is closed, and no
// sooner: here is the proof that close really reached the kernel.
TEST(UniqueFdTest, TheOtherEndSeesTheClose) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), 0);
  const UniqueFd reader(ends[0]);
  UniqueFd writer(ends[1]);
  char byte = 0;
  EXPECT_EQ(::read(reader.get(), &byte, 1), -1);
  writer.reset();
  EXPECT_EQ(::read(reader.get(), &byte, 1), 0);
}

TEST(UniqueFdTest, MovingPassesTheOwnershipOn) {
  UniqueFd first(open_null());
  const int raw = first.get();
  UniqueFd second(std::move(first));
  // NOLINTNEXTLINE(bugprone-use-after-move)
  EXPECT_FALSE(first);
  EXPECT_EQ(second.get(), raw);
  EXPECT_TRUE(is_open(raw));
}

TEST(UniqueFdTest, MoveAssignmentClosesWhatItReplaces) {
  UniqueFd first(open_null());
  UniqueFd second(open_null());
  const int replaced = second.get();
  const int kept = first.get();
  second = std::move(first);
  EXPECT_FALSE(is_open(replaced));
  EXPECT_EQ(second.get(), kept);
}

TEST(UniqueFdTest, MovingOntoItselfKeepsTheDescriptor) {
  UniqueFd fd(open_null());
  UniqueFd& alias = fd;
  fd = std::move(alias);
  EXPECT_TRUE(is_open(fd.get()));
}

TEST(UniqueFdTest, ReleaseGivesUpWithoutClosing) {
  UniqueFd fd(open_null());
  const int raw = fd.release();
  EXPECT_EQ(fd.get(), -1);
  EXPECT_TRUE(is_open(raw));
  ::close(raw);
}

TEST(UniqueFdTest, OwnsZeroLikeAnyOtherNumber) {
  const UniqueFd input(::dup(STDIN_FILENO));
  {
    const UniqueFd zero(STDIN_FILENO);
    EXPECT_TRUE(zero);
  }
  EXPECT_FALSE(is_open(STDIN_FILENO));
  ::dup2(input.get(), STDIN_FILENO);
}

static_assert(!std::is_copy_constructible_v<UniqueFd>);
static_assert(!std::is_convertible_v<int, UniqueFd>);
static_assert(std::is_nothrow_move_constructible_v<UniqueFd>);

}  // namespace
}  // namespace socketserver
