// What the stages of all chapters do when there is no descriptor left.

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/proc.h"
#include "tests/support/stage_under_test.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Lets the stage have no descriptor more than it has now, or none above
// `limit`, and sends it two clients. The first may still be served: a blocking
// accept4 has reserved the number for its next descriptor before it waits.
class Shortage {
 public:
  Shortage(StageProcess& stage, const Address& server)
      : Shortage(stage, server, proc::descriptors(stage.pid()).size()) {}
  Shortage(StageProcess& stage, const Address& server, std::size_t limit)
      : pid_(stage.pid()), limit_(proc::limit_descriptors(pid_, limit)) {
    first_.emplace(server);
    second_.emplace(server);
    const Deadline deadline(StageProcess::kPatience);
    auto line = stage.err().read_line(deadline);
    if (line && line->ends_with(" served")) {
      line = stage.err().read_line(deadline);
    }
    EXPECT_EQ(line, "accept4: Too many open files");
  }

  void end() {
    proc::limit_descriptors(pid_, limit_);
    EXPECT_EQ(first_->read_all(), kHello);
    EXPECT_EQ(second_->read_all(), kHello);
  }

 private:
  pid_t pid_;
  std::size_t limit_;  // As it was before.
  std::optional<Client> first_;
  std::optional<Client> second_;
};

class ShortageContract : public StageUnderTest {};

TEST_F(ShortageContract, StaysCalmWithoutDescriptorsAndServesWhenTheyAreBack) {
  Shortage shortage(stage_, server_);
  // For half a second: not another word, and next to no processor time.
  const std::int64_t ticks = proc::cpu_ticks(stage_.pid());
  EXPECT_THROW(stage_.err().read_line(Deadline(std::chrono::milliseconds(500))),
               std::runtime_error);
  EXPECT_LT(proc::cpu_ticks(stage_.pid()) - ticks, 10) << "of 50: that is 20 %";
  shortage.end();
  EXPECT_TRUE(serves());
}

// poll refuses to look at more than the process may have. Red: the stage ends
// with poll's EINVAL.
TEST_F(ShortageContract, ALimitBelowWhatItHasEndsNobody) {
  Shortage shortage(stage_, server_, 1);
  EXPECT_THROW(stage_.err().read_line(Deadline(std::chrono::milliseconds(200))),
               std::runtime_error);
  shortage.end();
  EXPECT_TRUE(serves());
}

// A security module may say no for ever, with whatever error. Red: a list of
// the errors that last.
TEST(DenialContract, StaysCalmWhenAcceptFailsForGood) {
  for (const std::string error : {"EPERM", "EIO", "ENOSYS"}) {
    StageProcess stage(
        environment("HOSTILE"),
        {"--deny", "accept4=" + error, stage_program(), "--port", "0"});
    const Client client(stage.wait_until_serving());
    const auto line = stage.err().read_line(Deadline(StageProcess::kPatience));
    EXPECT_TRUE(line && line->starts_with("accept4: ")) << error;
    const std::int64_t ticks = proc::cpu_ticks(stage.pid());
    EXPECT_THROW(
        stage.err().read_line(Deadline(std::chrono::milliseconds(1000))),
        std::runtime_error);
    EXPECT_LT(proc::cpu_ticks(stage.pid()) - ticks, 5) << "of 100";
  }
}

TEST_F(ShortageContract, TellsEveryShortageAnew) {
  Shortage(stage_, server_).end();
  // Read the log up to its last line, so that the next shortage starts afresh.
  Client last(server_);
  const std::string peer = Address::getsockname(last.fileno()).to_string();
  EXPECT_EQ(last.read_all(), kHello);
  const Deadline deadline(StageProcess::kPatience);
  std::optional<std::string> line;
  do {
    line = stage_.err().read_line(deadline);
    ASSERT_TRUE(line) << "the stage has ended";
  } while (*line != peer + " served");
  proc::wait_until([&] { return proc::sockets(stage_.pid()).size() == 1; });
  Shortage(stage_, server_).end();
}

}  // namespace
}  // namespace socketserver
