#include "chapters/01_accept_loop/connection.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/signal_storm.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <string>
#include <system_error>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

std::error_code failure_of_accept(int listener) {
  try {
    accept_connection(listener);
    return {};
  } catch (const std::system_error& error) {
    return error.code();
  }
}

TEST(AcceptConnectionTest, BringsTheClientAndItsAddress) {
  const UniqueFd listener = listen_on(kAnyPort);
  const Client client(Address::getsockname(listener.get()));
  const Connection connection = accept_connection(listener.get());
  EXPECT_EQ(connection.client, Address::getsockname(client.fileno()));
}

TEST(AcceptConnectionTest, TheSocketIsBlockingAndClosedOnExec) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK);
  const Client client(Address::getsockname(listener.get()));
  const Connection connection = accept_connection(listener.get());
  EXPECT_EQ(::fcntl(connection.socket.get(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(connection.socket.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST(AcceptConnectionTest, ANonBlockingListenerWithoutClientsSaysSo) {
  const UniqueFd listener = listen_on(kAnyPort, SOCK_NONBLOCK);
  EXPECT_EQ(failure_of_accept(listener.get()),
            std::errc::resource_unavailable_try_again);
}

TEST(AcceptConnectionTest, WithoutDescriptorsTheClientStaysInTheQueue) {
  const UniqueFd listener = listen_on(kAnyPort);
  Client client(Address::getsockname(listener.get()));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  // No number below that of the client is free.
  const rlimit none{.rlim_cur = static_cast<rlim_t>(client.fileno()) + 1,
                    .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  EXPECT_EQ(failure_of_accept(listener.get()), std::errc::too_many_files_open);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  sendall(accept_connection(listener.get()).socket.get(), "at last");
  EXPECT_EQ(client.read_all(), "at last");
}

// More than the socket holds, while signals cut send short again and again.
TEST(SendallTest, SendsAllOfItThroughASignalStorm) {
  constexpr std::size_t kSixteenMegabytes = std::size_t{16} << 20;
  const std::string sent(kSixteenMegabytes, 'x');
  SocketPair pair;
  std::string received;
  std::jthread reader([&] {
    std::array<char, 65536> chunk{};
    ssize_t size = 0;
    while ((size = ::recv(pair.right.get(), chunk.data(), chunk.size(), 0)) >
           0) {
      received.append(chunk.data(), static_cast<std::size_t>(size));
    }
  });
  {
    const SignalStorm storm;
    sendall(pair.left.get(), sent);
  }
  pair.left.reset();
  reader.join();
  EXPECT_GT(SignalStorm::signals(), 0);
  EXPECT_EQ(received, sent);
}

// Without MSG_NOSIGNAL this would end the test with SIGPIPE.
TEST(SendallTest, AClientThatHasGoneIsAnError) {
  ::signal(SIGPIPE, SIG_DFL);  // Whoever runs the tests may ignore it.
  SocketPair pair;
  pair.right.reset();
  try {
    sendall(pair.left.get(), "hello");
    FAIL() << "no exception";
  } catch (const std::system_error& error) {
    EXPECT_EQ(error.code(), std::errc::broken_pipe);
    EXPECT_STREQ(error.what(), "send: Broken pipe");
  }
}

}  // namespace
}  // namespace socketserver
