#include "chapters/tour/visits.h"

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/listener.h"

#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kPatience(10);

TEST(VisitTest, TellsWhatEachClientGotAndWhen) {
  const UniqueFd listener = listen_on(kAnyPort);
  const std::jthread server([&] {
    for (const char* const answer : {"first", "second"}) {
      sendall(accept_connection(listener.get()).socket.get(), answer);
    }
  });
  const auto visits = visit(Address::getsockname(listener.get()), 2, kPatience);
  ASSERT_EQ(visits.size(), 2U);
  EXPECT_EQ(visits[0].answer, "first");
  EXPECT_EQ(visits[1].answer, "second");
  for (const Visit& each : visits) {
    EXPECT_EQ(each.problem, "");
    EXPECT_LE(each.begun, each.connected);
    EXPECT_LE(each.connected, each.ended);
  }
  EXPECT_LE(visits[0].begun, visits[1].begun);
}

TEST(VisitTest, ADatagramIsAnsweredByADatagram) {
  const Address name = Address::unix_path("");
  const UniqueFd socket(
      check(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  check(::bind(socket.get(), name.data(), name.size()), "bind");
  const std::jthread server([&] {
    for (const char* const answer : {"first", "second"}) {
      Address client;
      char request = 0;
      EXPECT_EQ(::recvfrom(socket.get(), &request, 1, 0, client.data(),
                           client.room()),
                0);
      ::sendto(socket.get(), answer, std::strlen(answer), 0, client.data(),
               client.size());
    }
  });
  const auto visits = visit(Address::getsockname(socket.get()), 2, kPatience,
                            Protocol::kDatagram);
  ASSERT_EQ(visits.size(), 2U);
  EXPECT_EQ(visits[0].answer, "first");
  EXPECT_EQ(visits[1].answer, "second");
  EXPECT_EQ(visits[1].problem, "");
}

// A Unix socket's queue holds few datagrams. Red: a send that fails is ignored.
TEST(VisitTest, MoreDatagramsThanTheQueueHoldsAllComeThrough) {
  constexpr int kClients = 50;
  const Address name = Address::unix_path("");
  const UniqueFd socket(
      check(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket"));
  check(::bind(socket.get(), name.data(), name.size()), "bind");
  const std::jthread server([&] {
    for (int i = 0; i < kClients; ++i) {
      Address client;
      char request = 0;
      ::recvfrom(socket.get(), &request, 1, 0, client.data(), client.room());
      ::sendto(socket.get(), "x", 1, 0, client.data(), client.size());
    }
  });
  for (const Visit& each : visit(Address::getsockname(socket.get()), kClients,
                                 kPatience, Protocol::kDatagram)) {
    EXPECT_EQ(each.problem, "");
    EXPECT_EQ(each.answer, "x");
  }
}

TEST(VisitTest, SaysSoWhenNobodyListens) {
  const UniqueFd listener = listen_on(kAnyPort);
  const Address address = Address::getsockname(listener.get());
  ::shutdown(listener.get(), SHUT_RD);  // Listens no more, and keeps its port.
  const auto visits = visit(address, 1, kPatience);
  EXPECT_EQ(visits.at(0).problem, "Connection refused");
}

TEST(VisitTest, GivesUpOnAServerThatNeverAnswers) {
  const UniqueFd listener = listen_on(kAnyPort);
  const auto visits =
      visit(Address::getsockname(listener.get()), 2, milliseconds(20));
  ASSERT_EQ(visits.size(), 2U);
  EXPECT_EQ(visits[0].problem, "Connection timed out");
  EXPECT_EQ(visits[1].problem, "Connection timed out");
  EXPECT_GE(visits[1].ended, milliseconds(20));
}

// Red: it reads for as long as its patience lasts, and keeps all of it.
TEST(VisitTest, HasEnoughOfAServerThatNeverStops) {
  const UniqueFd listener = listen_on(kAnyPort);
  const std::jthread server([&] {
    const Connection connection = accept_connection(listener.get());
    try {
      while (true) {
        sendall(connection.socket.get(), std::string(8192, 'x'));
      }
    } catch (const std::system_error&) {  // The visitor has gone.
    }
  });
  const auto visits = visit(Address::getsockname(listener.get()), 1, kPatience);
  EXPECT_EQ(visits.at(0).problem, "Message too long");
  EXPECT_LE(visits.at(0).answer.size(), 2 * kLongestAnswer);
}

TEST(VisitTest, SaysSoAfterAReset) {
  const UniqueFd listener = listen_on(kAnyPort);
  const std::jthread server([&] {
    const Connection connection = accept_connection(listener.get());
    constexpr linger kReset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(connection.socket.get(), SOL_SOCKET, SO_LINGER, &kReset,
                 sizeof kReset);
  });
  const auto visits = visit(Address::getsockname(listener.get()), 1, kPatience);
  EXPECT_EQ(visits.at(0).problem, "Connection reset by peer");
}

}  // namespace
}  // namespace socketserver
