// The lives of a server with a pool: see stress.h.

#include "tests/support/stress.h"

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/05_pools/thread_pool_mix_in.h"
#include "tests/support/handlers.h"

#include <cstddef>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

TEST(StressTest, NothingHangsAndNothingIsLeft) {
  stress([](Dice& dice) {
    const ThreadPoolOptions pool{
        .threads = static_cast<std::size_t>(dice.roll(3)) + 1,
        .daemon_threads = dice.roll(2) == 0};
    live_as<ThreadPoolMixIn<Silent<TCPServer>>>(dice, pool);
  });
}

}  // namespace
}  // namespace socketserver
