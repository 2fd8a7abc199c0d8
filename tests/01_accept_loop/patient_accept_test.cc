#include "chapters/01_accept_loop/patient_accept.h"

#include <cerrno>
#include <ios>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// How it behaves in a shortage is tested on the stages, from outside.
TEST(IsShortageTest, TellsWhatOnlyTimeCanMend) {
  for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM}) {
    EXPECT_TRUE(is_shortage({error, std::system_category()})) << error;
  }
  for (const int error : {EAGAIN, ECONNABORTED, EBADF, EINVAL}) {
    EXPECT_FALSE(is_shortage({error, std::system_category()})) << error;
  }
}

TEST(IsShortageTest, LooksAtTheCategoryToo) {
  EXPECT_FALSE(is_shortage({EMFILE, std::iostream_category()}));
}

}  // namespace
}  // namespace socketserver
