// The stream itself: layers, the deadline of the whole request, and what moves
// with it.

#include "chapters/03_class_hierarchy/stream.h"

#include "chapters/03_class_hierarchy/cut_off_point.h"
#include "chapters/support/listener.h"
#include "tests/support/layers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class StreamTest : public testing::Test {
 protected:
  std::string receive(Stream& stream, Deadline deadline = {}) {
    std::array<char, 64> room{};
    return {room.data(), stream.recv(room, deadline)};
  }

  // Two ends, each as a handler sees it.
  StreamTest() : StreamTest(SocketPair()) {}

  CutOffPoint point_;  // Outlives the streams.
  Stream stream_;
  Stream client_;

 private:
  explicit StreamTest(SocketPair pair)
      : stream_(std::move(pair.left)), client_(std::move(pair.right)) {}
};

TEST_F(StreamTest, WithoutALayerItIsTheSocket) {
  stream_.send("hello");
  EXPECT_EQ(receive(client_), "hello");
  client_.send("well");
  client_.shutdown_write();
  EXPECT_EQ(receive(stream_), "well");
  EXPECT_EQ(receive(stream_), "");
}

TEST_F(StreamTest, WhatIsPushedLastIsOnTop) {
  stream_.push(std::make_unique<UpperLayer>());
  stream_.push(std::make_unique<SuffixLayer>("a"));
  stream_.send("b");
  EXPECT_EQ(receive(client_), "BA");
  client_.push(std::make_unique<SuffixLayer>("a"));
  client_.push(std::make_unique<UpperLayer>());
  client_.send("b");
  EXPECT_EQ(receive(stream_), "Ba");
}

TEST_F(StreamTest, KeepsItsDescriptorUnderItsLayersAndClosesItOnce) {
  const int fd = stream_.fileno();
  stream_.push(std::make_unique<UpperLayer>());
  EXPECT_EQ(stream_.fileno(), fd);
  Stream moved = std::move(stream_);
  EXPECT_EQ(moved.fileno(), fd);
  EXPECT_FALSE(stream_);  // NOLINT(bugprone-use-after-move)
  moved.close();
  EXPECT_FALSE(moved);
  EXPECT_EQ(receive(client_), "");
}

TEST_F(StreamTest, WhatIsClosedRefuses) {
  stream_.close();
  EXPECT_THROW(stream_.send("x"), std::system_error);
  EXPECT_THROW(receive(stream_), std::system_error);
  stream_.shutdown_write();
}

// The sooner of the two is what counts, through layers too. Red: recv looks at
// one of them only.
TEST_F(StreamTest, EachWaitEndsAtTheSoonerDeadline) {
  for (int layers = 0; layers < 2; ++layers) {
    for (const auto& [own, whole] :
         {std::pair<Timeout, Timeout>{milliseconds(5), hours(1)},
          {hours(1), milliseconds(5)},
          {std::nullopt, milliseconds(5)},
          {milliseconds(5), std::nullopt}}) {
      stream_.set_deadline(Deadline(whole));
      try {
        receive(stream_, Deadline(own));
        FAIL() << "no exception";
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::timed_out);
      }
    }
    stream_.push(std::make_unique<UpperLayer>());
  }
}

// Red: a layer keeps the deadline that there was when it was pushed.
TEST_F(StreamTest, ADeadlineCanBeLiftedUnderALayer) {
  stream_.set_deadline(Deadline(milliseconds(0)));
  stream_.push(std::make_unique<UpperLayer>());
  stream_.set_deadline(Deadline());
  client_.send("x");
  EXPECT_EQ(receive(stream_), "x");
}

// Who says goodbye may have to wait, too. Red: shutdown_write() has no
// deadline.
TEST_F(StreamTest, TheDeadlineReachesEveryLayer) {
  Deadline lower;
  Deadline upper;
  stream_.push(std::make_unique<DeadlineLayer>(lower));
  stream_.push(std::make_unique<DeadlineLayer>(upper));
  stream_.set_deadline(Deadline(hours(1)));
  stream_.shutdown_write();
  EXPECT_FALSE(lower.never());
  EXPECT_FALSE(upper.never());
  stream_.set_deadline(Deadline());
  client_.send("x");
  EXPECT_EQ(receive(stream_), "x");
  EXPECT_TRUE(lower.never());
  EXPECT_TRUE(upper.never());
}

TEST_F(StreamTest, IsCutOffFromAnotherThread) {
  stream_.cut_off_at(point_);
  std::jthread cutter([&] { point_.cut_off(); });
  EXPECT_EQ(receive(stream_), "");
  EXPECT_THROW(stream_.send("x"), std::system_error);
}

TEST_F(StreamTest, IsCutOffUnderALayerThatCameLater) {
  stream_.cut_off_at(point_);
  stream_.push(std::make_unique<UpperLayer>());
  std::jthread cutter([&] { point_.cut_off(); });
  EXPECT_EQ(receive(stream_), "");
}

// Who has moved it away has taken it out of the server's care. Red: the move
// takes the point along, which may not live as long.
TEST_F(StreamTest, IsNotCutOffOnceItHasMoved) {
  for (int layers = 0; layers < 3; ++layers) {
    Stream moved;
    {
      CutOffPoint point;
      stream_.cut_off_at(point);
      moved = std::move(stream_);
      point.cut_off();
    }
    client_.send("still here");
    EXPECT_EQ(receive(moved), "still here");
    stream_ = std::move(moved);
    stream_.push(std::make_unique<UpperLayer>());
  }
}

TEST_F(StreamTest, StaysInItsPointWhateverIsPushed) {
  stream_.cut_off_at(point_);
  stream_.push(std::make_unique<UpperLayer>());
  stream_.push(std::make_unique<UpperLayer>());
  point_.cut_off();
  EXPECT_EQ(receive(stream_), "");
}

// A connection is closed, and its number is somebody else's, while another
// thread cuts it off: that one must never hit the next. Red: leave() doesn't
// wait for who holds it.
TEST(CutOffPointTest, NeverHitsWhoHasTheNumberNext) {
  CutOffPoint point;
  std::jthread cutter([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      point.cut_off();
    }
  });
  for (int round = 0; round < rounds(5'000); ++round) {
    SocketPair pair;
    const int number = pair.left.get();
    {
      Stream stream(std::move(pair.left));
      stream.cut_off_at(point);
    }
    SocketPair next;
    ASSERT_EQ(next.left.get(), number);
    ASSERT_EQ(::send(next.left.get(), "x", 1, MSG_NOSIGNAL), 1);
  }
}

}  // namespace
}  // namespace socketserver
