// The process may begin no other thread or process for a while.

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Exits with 0 if a client that comes meanwhile sees the end of file, and one
// that comes afterwards is served.
template <typename Server>
[[noreturn]] void serve_at_the_limit() {
  rlimit limit{};
  check(::getrlimit(RLIMIT_NPROC, &limit), "getrlimit");
  const rlimit none{.rlim_cur = 0, .rlim_max = limit.rlim_max};
  bool as_it_should = false;
  {
    Server server(kAnyPort, hello());
    constexpr uid_t kNobody = 65534;  // For root there is no such limit.
    if (::getuid() == 0) {
      check(::setresuid(kNobody, kNobody, kNobody), "setresuid");
    }
    check(::setrlimit(RLIMIT_NPROC, &none), "setrlimit");
    Client failed(server.server_address());
    server.handle_request();
    as_it_should =
        failed.read_all().empty() && proc::children(::getpid()).empty();
    check(::setrlimit(RLIMIT_NPROC, &limit), "setrlimit");
    Client served(server.server_address());
    server.handle_request();
    as_it_should = as_it_should && served.read_all() == "hello world\n";
  }
  std::_Exit(as_it_should ? EXIT_SUCCESS : EXIT_FAILURE);
}

TEST(ProcessLimitTest, CostsAForkingServerItsClientOnly) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(serve_at_the_limit<ForkingTCPServer>(),
              testing::ExitedWithCode(0),
              "fork: Resource temporarily unavailable");
}

TEST(ProcessLimitTest, CostsAThreadingServerItsClientOnly) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(serve_at_the_limit<ThreadingTCPServer>(),
              testing::ExitedWithCode(0),
              "pthread_create: Resource temporarily unavailable");
}

}  // namespace
}  // namespace socketserver
