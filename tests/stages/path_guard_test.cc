#include "chapters/support/path_guard.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class PathGuardTest : public testing::Test {
 protected:
  const TemporaryDirectory directory_;
  const std::string path_ = directory_ / "server";
  UniqueFd listener_ = listen_on(Address::unix_path(path_));
};

TEST_F(PathGuardTest, RemovesTheFile) {
  std::optional<PathGuard> guard(Address::unix_path(path_));
  EXPECT_TRUE(std::filesystem::exists(path_));
  guard.reset();
  EXPECT_FALSE(std::filesystem::exists(path_));
}

// A server that has closed its socket but still serves is succeeded by another,
// whose file may be given the number of the old inode. Red: only the number is
// kept.
TEST_F(PathGuardTest, LeavesASuccessorsFileWhoseInodeHasTheSameNumber) {
  std::optional<PathGuard> guard(Address::unix_path(path_));
  listener_.reset();
  std::filesystem::remove(path_);
  const UniqueFd successor = listen_on(Address::unix_path(path_));
  guard.reset();
  EXPECT_TRUE(std::filesystem::exists(path_));
}

// Red: no look at the leading NUL.
TEST_F(PathGuardTest, AnAbstractNameHasNoFile) {
  const UniqueFd abstract = listen_on(Address::unix_path(""));
  EXPECT_NO_THROW(PathGuard(Address::getsockname(abstract.get())));
  EXPECT_NO_THROW(PathGuard(Address::ipv4("127.0.0.1", 80)));
}

TEST_F(PathGuardTest, AFileThatIsNotThereIsNamed) {
  const std::string nowhere = directory_ / "nowhere";
  try {
    const PathGuard guard(Address::unix_path(nowhere));
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.what(), "open " + nowhere + ": No such file or directory");
  }
}

}  // namespace
}  // namespace socketserver
