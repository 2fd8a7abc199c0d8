// What a server does when memory runs out. A test of its own, since it has a
// new of its own.

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>

#include <gtest/gtest.h>

namespace {

thread_local bool memory_has_run_out = false;

}  // namespace

// Not inlined: gcc takes them for a mismatched pair otherwise.
[[gnu::noinline]] void* operator new(std::size_t size) {
  void* const memory = memory_has_run_out ? nullptr : std::malloc(size);
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory,
                                       std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace socketserver {
namespace {

// A handler fails, and so does the report of that. Red: print_error_report
// without its catch clause.
TEST(NoMemoryTest, CostsTheRequestOnly) {
  TCPServer server(kAnyPort, handled_with([](FunctionHandler& handler) {
                     const std::string line = handler.rfile.readline();
                     memory_has_run_out = line == "fail\n";
                     handler.wfile.write(std::string(100, 'x'));
                   }));
  Client failing(server.server_address());
  failing.send_until_refused("fail\n");
  testing::internal::CaptureStderr();
  server.handle_request();
  memory_has_run_out = false;
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "no memory\n");
  EXPECT_EQ(failing.read_all(), "");
  Client good(server.server_address());
  good.send_until_refused("go on\n");
  server.handle_request();
  EXPECT_EQ(good.read_all(), std::string(100, 'x'));
}

}  // namespace
}  // namespace socketserver
