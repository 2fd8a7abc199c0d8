// What a server does when memory runs out. A test of its own, since it has a
// new of its own.

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/watched_descriptors.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/memory.h"

#include <new>
#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A handler fails, and so does the report of that. Red: print_error_report
// without its catch clause.
TEST(NoMemoryTest, CostsTheRequestOnly) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                     const std::string line = handler.rfile.readline();
                     if (line == "fail\n") {
                       memory::allow(0);
                     }
                     handler.wfile.write(std::string(100, 'x'));
                   }));
  Client failing(server.server_address());
  failing.send_until_refused("fail\n");
  testing::internal::CaptureStderr();
  server.handle_request();
  memory::allow_all();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "no memory\n");
  EXPECT_EQ(failing.read_all(), "");
  Client good(server.server_address());
  good.send_until_refused("go on\n");
  server.handle_request();
  EXPECT_EQ(good.read_all(), std::string(100, 'x'));
}

// What is watched stands in two places. Red: a failure between the two leaves
// it in one.
TEST(NoMemoryTest, AFailedWatchLeavesNothing) {
  const Wakeup first;
  const Wakeup second;
  bool watched = false;
  for (int allocations = 0; !watched; ++allocations) {
    PollSelector selector;
    WatchedDescriptors descriptors(selector);
    descriptors.watch(first.fileno(), kEventRead);
    memory::allow(allocations);
    try {
      descriptors.watch(second.fileno(), kEventRead);
      watched = true;
    } catch (const std::bad_alloc&) {
      memory::allow_all();
      EXPECT_NO_THROW(descriptors.watch(second.fileno(), kEventRead));
    }
    memory::allow_all();
  }
}

}  // namespace
}  // namespace socketserver
