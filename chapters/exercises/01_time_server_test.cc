#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/exercises/01_time_server/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <chrono>
#include <ctime>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// One turn of chapter 01's loop: the client waits in the queue already.
void serve_one(const UniqueFd& listener) {
  const Connection connection = accept_connection(listener.get());
  handle_time(connection);
}

TEST(TimeServerTest, AnswersTheTimeOfTheAnswer) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK);
  Client client(Address::getsockname(listener.get()));

  const std::time_t before = std::time(nullptr);
  serve_one(listener);
  const std::string answer = client.read_all();
  // std::time may lag behind this clock a little, never the other way round.
  const std::time_t after =
      std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());

  std::tm utc{};
  const char* const rest =
      ::strptime(answer.c_str(), "%Y-%m-%dT%H:%M:%SZ\n", &utc);
  ASSERT_NE(rest, nullptr) << answer;
  EXPECT_STREQ(rest, "");
  EXPECT_EQ(answer.size(), std::string("2026-07-01T12:34:56Z\n").size());
  const std::time_t answered = ::timegm(&utc);
  EXPECT_GE(answered, before);
  EXPECT_LE(answered, after);
}

TEST(TimeServerTest, SurvivesAClientThatHasGone) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK);
  Client(Address::getsockname(listener.get())).reset();
  EXPECT_NO_THROW(serve_one(listener));

  Client next(Address::getsockname(listener.get()));
  serve_one(listener);
  EXPECT_NE(next.read_all(), "");
}

}  // namespace
}  // namespace socketserver
