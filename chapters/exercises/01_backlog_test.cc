#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/exercises/01_backlog/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// How many connections wait to be accepted, as the kernel counts them: what
// `ss -lt` shows as Recv-Q.
int waiting(const UniqueFd& listener) {
  tcp_info info{};
  socklen_t size = sizeof info;
  check(::getsockopt(listener.get(), IPPROTO_TCP, TCP_INFO, &info, &size),
        "getsockopt TCP_INFO");
  return static_cast<int>(info.tcpi_unacked);
}

TEST(BacklogTest, ThePredictionIsWhatTheKernelDoes) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK, 2);
  const int counted = count_connected(Address::getsockname(listener.get()), 10);
  EXPECT_EQ(counted, waiting(listener)) << "what was counted, and the kernel";
  EXPECT_EQ(kPrediction, counted) << "what was predicted, and counted";
}

TEST(BacklogTest, WhereThereIsRoomEveryClientIsConnected) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK, 16);
  EXPECT_EQ(count_connected(Address::getsockname(listener.get()), 4), 4);
  EXPECT_EQ(waiting(listener), 4);
}

}  // namespace
}  // namespace socketserver
