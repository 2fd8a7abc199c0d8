#include "chapters/01_accept_loop/accept_error.h"

#include <cerrno>
#include <ios>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// What comes of it is tested on the stages, from outside.
TEST(IsLastingTest, TellsWhatAnotherTryWontMend) {
  for (const int error :
       {EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, ENOTSOCK, EINVAL}) {
    EXPECT_TRUE(is_lasting({error, std::system_category()})) << error;
    EXPECT_TRUE(is_lasting({error, std::generic_category()})) << error;
  }
  for (const int error : {EAGAIN, ECONNABORTED, EPERM}) {
    EXPECT_FALSE(is_lasting({error, std::system_category()})) << error;
  }
}

TEST(IsLastingTest, LooksAtTheCategoryToo) {
  EXPECT_FALSE(is_lasting({EMFILE, std::iostream_category()}));
}

}  // namespace
}  // namespace socketserver
