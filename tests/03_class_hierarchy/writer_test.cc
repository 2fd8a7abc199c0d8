#include "chapters/03_class_hierarchy/writer.h"

#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/support/listener.h"
#include "tests/support/deny.h"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;

class WriterTest : public testing::Test {
 protected:
  // What has arrived by now.
  [[nodiscard]] std::string arrived() const {
    std::string bytes(4096, '\0');
    const ssize_t size =
        ::recv(pair_.right.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return bytes;
  }

  [[nodiscard]] Writer writer(std::size_t buffer_size,
                              Timeout timeout = std::nullopt) {
    return {stream_, buffer_size, timeout};
  }

  SocketPair pair_;
  Stream stream_{std::move(pair_.left)};
};

TEST_F(WriterTest, UnbufferedAWriteIsSentAtOnce) {
  Writer unbuffered = writer(0);
  EXPECT_EQ(unbuffered.write("hello"), 5U);
  EXPECT_EQ(arrived(), "hello");
}

TEST_F(WriterTest, BufferedItIsSentByFlush) {
  Writer buffered = writer(10);
  EXPECT_EQ(buffered.write("hello"), 5U);
  EXPECT_EQ(arrived(), "");
  buffered.flush();
  EXPECT_EQ(arrived(), "hello");
  buffered.flush();
  EXPECT_EQ(arrived(), "");
}

TEST_F(WriterTest, AFullBufferIsSent) {
  Writer buffered = writer(10);
  buffered.write("1234567890");
  EXPECT_EQ(arrived(), "");
  buffered.write("1");
  EXPECT_EQ(arrived(), "12345678901");
}

TEST_F(WriterTest, CloseSendsWhatIsBufferedAndRefusesMore) {
  Writer closed = writer(10);
  closed.write("hello");
  closed.close();
  EXPECT_TRUE(closed.closed());
  EXPECT_EQ(arrived(), "hello");
  EXPECT_THROW(closed.write("x"), std::system_error);
  closed.close();
  EXPECT_EQ(arrived(), "");
}

TEST_F(WriterTest, CloseIsFinalAlsoIfTheClientHasGone) {
  Writer closed = writer(10);
  closed.write("hello");
  pair_.right.reset();
  EXPECT_THROW(closed.close(), std::system_error);
  EXPECT_TRUE(closed.closed());
  closed.close();
}

TEST_F(WriterTest, AClientThatHasGoneIsAnError) {
  Writer unbuffered = writer(0);
  pair_.right.reset();
  EXPECT_THROW(unbuffered.write("x"), std::system_error);
}

TEST_F(WriterTest, AClientThatHasGoneIsAnErrorWithATimeoutToo) {
  Writer timed = writer(0, std::chrono::seconds(10));
  pair_.right.reset();
  EXPECT_THROW(timed.write("x"), std::system_error);
}

TEST_F(WriterTest, AClientThatTakesNothingTimesOut) {
  Writer timed = writer(0, milliseconds(20));
  const auto begin = std::chrono::steady_clock::now();
  try {
    timed.write(std::string(std::size_t{64} << 20, 'x'));
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::timed_out);
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begin, milliseconds(20));
}

TEST_F(WriterTest, TheTimeoutIsForTheWholeWrite) {
  Writer timed = writer(0, milliseconds(100));
  std::jthread slow_reader([this] {
    std::string bytes(16384, '\0');
    do {
      ::poll(nullptr, 0, 1);
    } while (::recv(pair_.right.get(), bytes.data(), bytes.size(), 0) > 0);
  });
  EXPECT_THROW(timed.write(std::string(std::size_t{64} << 20, 'x')),
               std::system_error);
  ::shutdown(stream_.fileno(), SHUT_RDWR);
}

TEST(WriterContentTest, CollectsWhatIsWritten) {
  Writer writer;
  EXPECT_EQ(writer.fileno(), -1);
  writer.write("one ");
  writer.write("two");
  writer.flush();
  EXPECT_EQ(writer.content(), "one two");
}

// Half of the answer has gone out; what follows would be read as the other
// half. Red: no timed_out_.
TEST_F(WriterTest, AfterATimeoutNothingIsWritten) {
  Writer unbuffered = writer(0, milliseconds(10));
  const std::string much(std::size_t{64} << 20, 'x');
  const auto error_of = [&](const std::string& bytes) {
    try {
      unbuffered.write(bytes);
      return std::error_code();
    } catch (const std::system_error& error) {
      return error.code();
    }
  };
  EXPECT_EQ(error_of(much), std::errc::timed_out);
  while (!arrived().empty()) {
  }
  EXPECT_EQ(error_of("y"), std::errc::io_error);
  EXPECT_EQ(arrived(), "");
}

// Nothing was lost on the way, so that there is no other reason than before.
// Red: timed_out_ whatever the error was.
TEST_F(WriterTest, AClientThatHasGoneStaysTheReason) {
  Writer unbuffered = writer(0, milliseconds(1000));
  pair_.right.reset();
  for (int attempt = 0; attempt < 2; ++attempt) {
    try {
      unbuffered.write("x");
      FAIL() << "no exception";
    } catch (const std::system_error& error) {
      EXPECT_EQ(error.code(), std::errc::broken_pipe);
    }
  }
}

// Two find room, and one of them takes it: the other has come too late, and
// goes on waiting. Red: its EAGAIN is an error.
TEST_F(WriterTest, RoomIsAHint) {
  Writer unbuffered = writer(0, milliseconds(20));
  std::error_code error;
  std::thread([&] {
    deny("sendto", EAGAIN);
    try {
      unbuffered.write("x");
    } catch (const std::system_error& thrown) {
      error = thrown.code();
    }
  }).join();
  EXPECT_EQ(error, std::errc::timed_out);
}

}  // namespace
}  // namespace socketserver
