// The stage that a contract is tested on, a real program: STAGE is its path
// below the workspace's root, STAGE_NAME what it calls itself. Each chapter
// links the contracts into a test of its own and names its program.

#ifndef TESTS_SUPPORT_STAGE_UNDER_TEST_H_
#define TESTS_SUPPORT_STAGE_UNDER_TEST_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"

#include <string>

#include <gtest/gtest.h>

namespace socketserver {

inline std::string stage_program() {
  return environment("STAGE");
}
inline std::string stage_name() {
  return environment("STAGE_NAME");
}

inline constexpr const char* kHello = "hello world\n";

// Such a stage, serving with the defaults.
class StageUnderTest : public testing::Test {
 protected:
  StageProcess stage_{stage_program(), {"--port", "0"}};
  const Address server_ = stage_.wait_until_serving();

  // Reports whether a well-behaved client gets what it should.
  bool serves() { return Client(server_).read_all() == kHello; }
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_STAGE_UNDER_TEST_H_
