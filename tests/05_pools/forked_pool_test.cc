// A pool and fork(): the workers stay behind, in the parent.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/05_pools/thread_pool_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/deny.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr ThreadPoolOptions kFour{.threads = 4};

// How `run` ends in a child: its exit status, or minus its signal.
int in_child(const std::function<int()>& run) {
  const pid_t child = check(::fork(), "fork");
  if (child == 0) {
    constexpr unsigned kPatienceS = 20;
    ::alarm(kPatienceS);
    std::_Exit(run());
  }
  int status = 0;
  check(retry([&] { return ::waitpid(child, &status, 0); }), "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

std::string error_of(BaseServer& server) {
  try {
    server.handle_request();
    return "";
  } catch (const std::exception& error) {
    return error.what();
  }
}

// A child has a copy of the server, which it can destroy and can't serve with.
// Red: its destructor waits for the threads, or for those that wait for its
// condition variables: killed by SIGALRM.
TEST(ForkedPoolTest, AChildCanCloseAndDestroyItsCopy) {
  auto server = std::make_unique<ThreadPoolTCPServer>(kFour, kAnyPort, hello());
  Client client(server->server_address());
  server->handle_request();
  EXPECT_EQ(client.read_all(), "hello world\n");
  EXPECT_EQ(in_child([&] {
              const std::string error = error_of(*server);
              server->cut_off_requests();
              server->server_close();
              server.reset();
              return error.find("the parent's") != std::string::npos ? 0 : 1;
            }),
            0);
  Client another(server->server_address());
  server->handle_request();
  EXPECT_EQ(another.read_all(), "hello world\n");
}

// One that was made, but hasn't served, is as good as new in a child. Red: the
// threads are started in the constructor.
TEST(ForkedPoolTest, AChildCanServeWithWhatItsParentHasMade) {
  ThreadPoolTCPServer server(kFour, kAnyPort, hello());
  Client client(server.server_address());
  EXPECT_EQ(in_child([&] {
              server.handle_request();
              server.server_close();
              return 0;
            }),
            0);
  EXPECT_EQ(client.read_all(), "hello world\n");
}

// In a child, since what is denied stays so.
TEST(ForkedPoolTest, ThreadsThatThereCannotBeAreNamedAndNoneIsLeft) {
  EXPECT_EQ(in_child([] {
              ThreadPoolTCPServer server(kFour, kAnyPort, hello());
              deny("clone3", EAGAIN);
              const bool is_named =
                  error_of(server) ==
                  "pthread_create, thread 1 of 4: Resource temporarily "
                  "unavailable";
              return is_named && proc::status(::getpid(), "Threads") == "1" ? 0
                                                                            : 1;
            }),
            0);
}

#if !defined(__SANITIZE_ADDRESS__)  // Which takes more memory than any limit.
// With memory for the stacks of two. Red: those two stay.
TEST(ForkedPoolTest, TheOthersEndWhenOneCannotBeStarted) {
  EXPECT_EQ(in_child([] {
              constexpr std::size_t kStack = std::size_t{1} << 28;
              ThreadPoolTCPServer server(
                  ThreadPoolOptions{.threads = 4, .stack_size = kStack},
                  kAnyPort, hello());
              const rlim_t used =
                  std::stoul(proc::status(::getpid(), "VmSize")) * 1024;
              const rlim_t most = used + 2 * kStack + kStack / 2;
              const rlimit limit{.rlim_cur = most, .rlim_max = most};
              check(::setrlimit(RLIMIT_AS, &limit), "setrlimit");
              const bool is_named =
                  error_of(server) ==
                  "pthread_create, thread 3 of 4: Resource temporarily "
                  "unavailable";
              proc::wait_until(
                  [] { return proc::status(::getpid(), "Threads") == "1"; });
              return is_named ? 0 : 1;
            }),
            0);
}
#endif

}  // namespace
}  // namespace socketserver
