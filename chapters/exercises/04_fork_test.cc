#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/exercises/04_fork/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <fcntl.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Handle = std::function<void(const Connection&)>;

constexpr int kCameBack = 99;  // The status of a child that returns.

void say_hello(const Connection& connection) {
  sendall(connection.socket.get(), "hello\n");
}

class ForkTest : public testing::Test {
 protected:
  // Whatever becomes of the test, it leaves no child to the next one.
  void TearDown() override {
    while (::waitpid(-1, nullptr, 0) != -1) {
    }
  }

  // Accepts the client that waits, and has a child serve it.
  pid_t serve(const Handle& handle) {
    const pid_t parent = ::getpid();
    connection_ = accept_connection(listener_.get());
    pid_t child = -1;
    try {
      child = serve_in_child(listener_, connection_, handle);
    } catch (...) {
      child = 0;
    }
    if (::getpid() != parent) {  // It must not run the parent's tests.
      ::_exit(kCameBack);
    }
    return child;
  }

  UniqueFd listener_ = listen_on(kAnyPort);
  Connection connection_;
  Client client_{Address::getsockname(listener_.get())};
};

TEST_F(ForkTest, TheClientIsAnsweredAndReadsTheEnd) {
  const pid_t child = serve(say_hello);
  EXPECT_EQ(client_.read_line(), "hello\n");
  EXPECT_EQ(wait_for(child), 0) << kCameBack << ": the child came back";
  EXPECT_TRUE(client_.readable(Client::kPatience))
      << "somebody still holds the connection";
}

TEST_F(ForkTest, AnotherProcessServes) {
  const pid_t child = serve([](const Connection& connection) {
    sendall(connection.socket.get(), std::to_string(::getpid()) + "\n");
  });
  EXPECT_EQ(client_.read_line(), std::to_string(child) + "\n");
  EXPECT_NE(child, ::getpid());
}

TEST_F(ForkTest, TheListenerIsTheParentsAndTheConnectionTheChilds) {
  const int listener = listener_.get();
  serve([listener](const Connection& connection) {
    const bool closed = ::fcntl(listener, F_GETFD) == -1;
    sendall(connection.socket.get(), closed ? "closed\n" : "open\n");
  });
  EXPECT_EQ(client_.read_line(), "closed\n") << "the child's listener";
  EXPECT_TRUE(listener_) << "the parent's listener";
  EXPECT_FALSE(connection_.socket) << "the parent's connection";
}

TEST_F(ForkTest, WhatIsThrownInTheChildIsItsStatus) {
  EXPECT_EQ(wait_for(serve([](const Connection& /*connection*/) {
              throw std::runtime_error("no");
            })),
            1)
      << kCameBack << ": the child came back";
  const Client another(Address::getsockname(listener_.get()));
  EXPECT_EQ(wait_for(serve([](const Connection& /*connection*/) { throw 7; })),
            1)
      << kCameBack << ": the child came back";
}

TEST_F(ForkTest, ASignalThatEndsTheChildIsTold) {
  const pid_t child =
      serve([](const Connection& /*connection*/) { ::raise(SIGKILL); });
  EXPECT_EQ(wait_for(child), -SIGKILL);
}

TEST_F(ForkTest, NoZombieIsLeft) {
  wait_for(serve(say_hello));
  EXPECT_EQ(::waitpid(-1, nullptr, WNOHANG), -1) << "a child was left";
  EXPECT_EQ(errno, ECHILD);
}

TEST_F(ForkTest, NoDescriptorIsLeft) {
  const auto descriptors = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"),
                         {});
  };
  const auto before = descriptors();
  wait_for(serve(say_hello));
  EXPECT_EQ(descriptors(), before);
}

// Red: the child ends by exit(), or by returning from main().
TEST_F(ForkTest, WhatTheParentHasInABufferIsWrittenOnce) {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  const UniqueFd reading(ends[0]);
  std::FILE* const file = ::fdopen(ends[1], "w");
  std::fputs("once", file);
  wait_for(serve(say_hello));
  std::fclose(file);
  std::array<char, 64> text{};
  const auto size = ::read(reading.get(), text.data(), text.size());
  EXPECT_EQ(std::string(text.data(), static_cast<std::size_t>(size)), "once");
}

// A signal every millisecond, for the length of a scope; SA_RESTART is not
// set, so that each cuts a system call short.
class Signals {
 public:
  Signals() {
    count = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { ++count; };
    ::sigaction(SIGALRM, &action, nullptr);
    set_timer(1000);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  ~Signals() {
    set_timer(0);
    ::signal(SIGALRM, SIG_IGN);
  }

  static std::atomic<int> count;

 private:
  static void set_timer(suseconds_t microseconds) {
    const timeval interval{.tv_sec = 0, .tv_usec = microseconds};
    const itimerval timer{.it_interval = interval, .it_value = interval};
    ::setitimer(ITIMER_REAL, &timer, nullptr);
  }
};

std::atomic<int> Signals::count = 0;

// Red: waitpid without retry.
TEST_F(ForkTest, SignalsDoNotEndTheWait) {
  constexpr int kSignals = 20;
  const pid_t child = serve([](const Connection& connection) {
    char end = 0;
    check(retry([&] { return ::read(connection.socket.get(), &end, 1); }),
          "read");
    ::_exit(end);
  });
  // Begun with the signal blocked, so that all of them come to this thread.
  sigset_t alarm;
  ::sigemptyset(&alarm);
  ::sigaddset(&alarm, SIGALRM);
  ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
  const Signals signals;
  const std::jthread ending([this] {
    while (Signals::count < kSignals) {
      std::this_thread::yield();
    }
    client_.send(std::string(1, '\x07'));
  });
  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
  EXPECT_EQ(wait_for(child), 7);
}

}  // namespace
}  // namespace socketserver
