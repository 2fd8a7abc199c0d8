#include "chapters/03_class_hierarchy/reader.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/support/listener.h"
#include "tests/support/proc.h"

#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <functional>
#include <latch>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

// Both kinds of buffering must give the same lines and bytes.
class ReaderTest : public testing::TestWithParam<std::size_t> {
 protected:
  void arrive(std::string_view bytes) const {
    sendall(pair_.right.get(), bytes);
  }
  void arrive_last(std::string_view bytes) {
    arrive(bytes);
    pair_.right.reset();
  }

  SocketPair pair_;
  Stream stream_{std::move(pair_.left)};
  Reader reader_{stream_, GetParam(), std::nullopt};
};

INSTANTIATE_TEST_SUITE_P(BufferSizes, ReaderTest, testing::Values(0, 3, 8192));

TEST_P(ReaderTest, ReadsLineByLine) {
  arrive_last("one\ntwo\n\nfour\n");
  EXPECT_EQ(reader_.readline(), "one\n");
  EXPECT_EQ(reader_.readline(), "two\n");
  EXPECT_EQ(reader_.readline(), "\n");
  EXPECT_EQ(reader_.readline(), "four\n");
  EXPECT_EQ(reader_.readline(), "");
  EXPECT_EQ(reader_.readline(), "");
}

TEST_P(ReaderTest, ALastLineWithoutANewlineIsALineToo) {
  arrive_last("one\ntw");
  EXPECT_EQ(reader_.readline(), "one\n");
  EXPECT_EQ(reader_.readline(), "tw");
  EXPECT_EQ(reader_.readline(), "");
}

TEST_P(ReaderTest, ALineThatIsTooLongComesInPieces) {
  arrive_last("12345\n");
  EXPECT_EQ(reader_.readline(4), "1234");
  EXPECT_EQ(reader_.readline(4), "5\n");
}

TEST_P(ReaderTest, AnEndlessLineIsBounded) {
  arrive_last(std::string(Reader::kLongestLine + 1, 'x'));
  EXPECT_EQ(reader_.readline().size(), Reader::kLongestLine);
  EXPECT_EQ(reader_.readline().size(), 1U);
}

TEST_P(ReaderTest, ReadsAsManyBytesAsAskedFor) {
  arrive_last("123456789");
  EXPECT_EQ(reader_.read(0), "");
  EXPECT_EQ(reader_.read(4), "1234");
  EXPECT_EQ(reader_.read(), "56789");
  EXPECT_EQ(reader_.read(4), "");
}

TEST_P(ReaderTest, BytesOfEveryValueArrive) {
  std::string all;
  for (int value = 0; value < 256; ++value) {
    all += static_cast<char>(value);
  }
  arrive_last(all);
  EXPECT_EQ(reader_.read(), all);
}

TEST_P(ReaderTest, Read1ReturnsWhatIsThere) {
  arrive("12");
  EXPECT_FALSE(reader_.read1(100).empty());
}

TEST_P(ReaderTest, ClosedItRefuses) {
  arrive("12");
  reader_.close();
  EXPECT_THROW(reader_.read1(1), std::system_error);
}

TEST(ReaderBufferTest, UnbufferedLeavesTheRestInTheSocket) {
  SocketPair pair;
  Stream stream(std::move(pair.left));
  sendall(pair.right.get(), "one\ntwo\n");
  Reader reader(stream, 0, std::nullopt);
  EXPECT_EQ(reader.readline(), "one\n");
  std::string rest(4, '\0');
  EXPECT_EQ(::recv(stream.fileno(), rest.data(), rest.size(), MSG_DONTWAIT), 4);
  EXPECT_EQ(rest, "two\n");
}

TEST(ReaderTimeoutTest, AfterATimeoutItIsDead) {
  SocketPair pair;
  Stream stream(std::move(pair.left));
  Reader reader(stream, 8192, milliseconds(20));
  const auto begin = std::chrono::steady_clock::now();
  try {
    reader.readline();
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::timed_out);
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(20));
  sendall(pair.right.get(), "too late\n");
  try {
    reader.readline();
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::io_error);
  }
}

// Two wait for one byte, and poll wakes both: who comes too late goes on
// waiting for the time that is left. Red: recv without MSG_DONTWAIT.
TEST(ReaderTimeoutTest, ReadyIsAHint) {
  SocketPair pair;
  Stream stream(std::move(pair.left));
  for (int round = 0; round < 100; ++round) {
    std::latch both_begin(2);
    std::atomic<int> got = 0;
    std::atomic<int> ended = 0;
    const auto read = [&] {
      Reader reader(stream, 1, milliseconds(10));
      both_begin.arrive_and_wait();
      try {
        got += reader.read(1) == "x" ? 1 : 0;
      } catch (const std::system_error& error) {
        EXPECT_EQ(error.code(), std::errc::timed_out);
      }
      ++ended;
    };
    const std::jthread one(read);
    const std::jthread other(read);
    both_begin.wait();
    sendall(pair.right.get(), "x");
    try {
      proc::wait_until([&] { return ended == 2; });
    } catch (const std::runtime_error&) {
      ::shutdown(stream.fileno(), SHUT_RDWR);  // Or it would wait for ever.
      FAIL() << "beyond its time";
    }
    EXPECT_EQ(got, 1);
  }
}

// Receives as it should, but for one call, in the place of which it fails.
class FailingLayer : public StreamLayer {
 public:
  FailingLayer(int failing_call, std::function<void()> fail)
      : left_(failing_call), fail_(std::move(fail)) {}
  std::size_t recv(std::span<char> room, Deadline deadline) override {
    if (--left_ == 0) {
      fail_();
    }
    return below().recv(room, deadline);
  }

 private:
  int left_;
  std::function<void()> fail_;
};

class ReaderLayerTest : public testing::Test {
 protected:
  Reader reader_with(int failing_call, std::function<void()> fail) {
    stream_.push(std::make_unique<FailingLayer>(failing_call, std::move(fail)));
    return {stream_, 8192, std::nullopt};
  }

  SocketPair pair_;
  Stream stream_{std::move(pair_.left)};
};

// A layer may run out of memory. Red: the buffer is filled in place, and what
// it held before comes once more.
TEST_F(ReaderLayerTest, AFailureBringsNothingBack) {
  Reader reader = reader_with(2, [] { throw std::bad_alloc(); });
  sendall(pair_.right.get(), "one\n");
  EXPECT_EQ(reader.readline(), "one\n");
  EXPECT_THROW(reader.readline(), std::bad_alloc);
  sendall(pair_.right.get(), "two\n");
  EXPECT_EQ(reader.readline(), "two\n");
}

// Only after a time-out is it unknown what is lost. Red: timed_out_ whatever
// the error was.
TEST_F(ReaderLayerTest, AnotherFailureIsNoTimeout) {
  Reader reader = reader_with(1, [] {
    throw std::system_error(ECONNRESET, std::system_category(), "recv");
  });
  sendall(pair_.right.get(), "one\n");
  EXPECT_THROW(reader.readline(), std::system_error);
  EXPECT_EQ(reader.readline(), "one\n");
}

TEST(ReaderContentTest, ReadsAString) {
  Reader reader("one\ntwo");
  EXPECT_EQ(reader.fileno(), -1);
  EXPECT_EQ(reader.readline(), "one\n");
  EXPECT_EQ(reader.read1(2), "tw");
  EXPECT_EQ(reader.read(), "o");
  EXPECT_EQ(reader.read(), "");
}

}  // namespace
}  // namespace socketserver
