// The failure labs of chapter 05: each fails as it should, and is cured.

#include "chapters/support/environment.h"
#include "chapters/support/stage_process.h"
#include "tests/support/next_line.h"

#include <algorithm>
#include <optional>
#include <regex>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Numbers = std::vector<int>;

// The lines of a lab, each without its numbers, and these.
class Lab {
 public:
  explicit Lab(const std::string& name)
      : process_(environment("LABS") + "/" + name, {}) {}

  // Whether the next line is `text`, where N is a number.
  testing::AssertionResult says(const std::string& text, Numbers& numbers) {
    const auto line = next_line(process_.out()).value_or("nothing");
    static const std::regex number("[0-9]+");
    numbers.clear();
    for (std::sregex_iterator each(line.begin(), line.end(), number), end;
         each != end; ++each) {
      numbers.push_back(std::stoi(each->str()));
    }
    if (std::regex_replace(line, number, "N") == text) {
      return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << line;
  }

  void expect_end() {
    EXPECT_EQ(next_line(process_.out()), std::nullopt);
    EXPECT_EQ(process_.wait(), 0);
  }

 private:
  StageProcess process_;
};

// Accept wakes one, in turns; poll wakes all four. (A sleep more or less, for
// the processor was wanted elsewhere, changes no rounded number.)
TEST(LabsTest, PollWakesTheHerd) {
  Lab lab("herd_lab");
  const std::string said = ": woken for each client: N; served: N N N N";
  Numbers numbers;
  ASSERT_TRUE(lab.says("accept" + said, numbers));
  EXPECT_EQ(numbers, (Numbers{1, 50, 50, 50, 50}));
  ASSERT_TRUE(lab.says("poll" + said, numbers));
  EXPECT_EQ(numbers[0], 4);
  ASSERT_TRUE(lab.says("EPOLLEXCLUSIVE" + said, numbers));
  EXPECT_EQ(numbers[0], 1);
  EXPECT_GE(*std::ranges::max_element(numbers), 180) << "one gets nearly all";
  ASSERT_TRUE(lab.says("SO_REUSEPORT" + said, numbers));
  EXPECT_EQ(numbers[0], 1);
  EXPECT_GE(*std::min_element(numbers.begin() + 1, numbers.end()), 20);
  lab.expect_end();
}

TEST(LabsTest, AListenerThatClosesTakesItsQueueAlong) {
  Lab lab("reuseport_lab");
  Numbers numbers;
  ASSERT_TRUE(lab.says("two queues: answered: N, reset: N", numbers));
  EXPECT_EQ(numbers[0] + numbers[1], 40);
  EXPECT_GE(numbers[1], 4);
  ASSERT_TRUE(lab.says("one queue: answered: N, reset: N", numbers));
  EXPECT_EQ(numbers, (Numbers{40, 0}));
  lab.expect_end();
}

TEST(LabsTest, AListenerThatIsHandedOverLosesNobody) {
  Lab lab("hand_over_lab");
  Numbers numbers;
  ASSERT_TRUE(
      lab.says("stopped, then started: answered: N, refused: N", numbers));
  EXPECT_EQ(numbers, (Numbers{0, 10}));
  ASSERT_TRUE(lab.says("handed over: answered: N, refused: N", numbers));
  EXPECT_EQ(numbers, (Numbers{10, 0}));
  lab.expect_end();
}

}  // namespace
}  // namespace socketserver
