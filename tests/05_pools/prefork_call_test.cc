// prefork() as a user calls it, with servers that can't always serve.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/05_pools/prefork.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/stoppable.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

void serve_hello(const Wakeup& stop, UniqueFd socket) {
  Stoppable<TCPServer> server(stop, std::move(socket), hello());
  server.serve_forever();
}

// When all of them have failed, there is no use in trying again. Red: each is
// tried again a second later, and Bazel's time-out ends the test.
TEST(PreforkCallTest, ThrowsWhatAllOfThemHaveThrown) {
  const Wakeup never;
  try {
    prefork(never, listen_on(kAnyPort), 3,
            [](const Wakeup& /*stop*/, const UniqueFd& /*socket*/) {
              throw std::runtime_error("no such server\nand none like it");
            });
    ADD_FAILURE() << "it was stopped";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "no such server");
  }
  EXPECT_TRUE(proc::children(::getpid()).empty());
}

// One that fails while others serve is tried again. Red: the others are killed
// with it.
TEST(PreforkCallTest, OneThatFailsWhileOthersServeIsTriedAgain) {
  const TemporaryDirectory directory;
  const std::string tries = directory / "tries";
  UniqueFd listener = listen_on(kAnyPort);
  const Address server = Address::getsockname(listener.get());
  const pid_t parent = check(::fork(), "fork");
  if (parent == 0) {
    const Wakeup stopped;
    const StopSignals signals(stopped);
    prefork(stopped, std::move(listener), 2,
            [&](const Wakeup& stop, UniqueFd socket) {
              if (std::filesystem::create_directory(directory / "first")) {
                ::raise(SIGKILL);
              }
              if (!std::filesystem::create_directory(directory / "second")) {
                std::filesystem::create_directory(tries);
                throw std::runtime_error("not now");
              }
              serve_hello(stop, std::move(socket));
            });
    ::_exit(0);
  }
  listener.reset();
  proc::wait_until([&] { return std::filesystem::exists(tries); });
  EXPECT_EQ(Client(server).read_all(), "hello world\n");
  ::kill(parent, SIGTERM);
  int status = -1;
  check(::waitpid(parent, &status, 0), "waitpid");
  EXPECT_EQ(status, 0);
}

// Once they have served, one that fails is tried again, a second later and for
// as long as it takes. Red: the parent gives up.
TEST(PreforkCallTest, SoIsOneThatFailsWhenItHasServedBefore) {
  const TemporaryDirectory directory;
  const std::string shortage = directory / "shortage";
  const std::string tries = directory / "tries";
  UniqueFd listener = listen_on(kAnyPort);
  const Address server = Address::getsockname(listener.get());
  const pid_t parent = check(::fork(), "fork");
  if (parent == 0) {
    const Wakeup stopped;
    const StopSignals signals(stopped);
    prefork(stopped, std::move(listener), 1,
            [&](const Wakeup& stop, UniqueFd socket) {
              if (std::filesystem::exists(shortage)) {
                std::filesystem::create_directory(tries);
                throw std::runtime_error("not now");
              }
              serve_hello(stop, std::move(socket));
            });
    ::_exit(0);
  }
  listener.reset();
  EXPECT_EQ(Client(server).read_all(), "hello world\n");
  const pid_t worker = proc::children(parent).at(0);
  const Deadline grown_up(std::chrono::milliseconds(1100));
  proc::wait_until([&] { return grown_up.passed(); });
  std::filesystem::create_directory(shortage);
  ::kill(worker, SIGKILL);
  proc::wait_until([&] { return std::filesystem::exists(tries); });
  std::filesystem::remove(shortage);
  EXPECT_EQ(Client(server).read_all(), "hello world\n");
  ::kill(parent, SIGTERM);
  int status = -1;
  check(::waitpid(parent, &status, 0), "waitpid");
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace socketserver
