// The lives of a sequential, a threading and a forking server: see stress.h.

#include "tests/support/stress.h"

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "tests/support/handlers.h"

#include <cstddef>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr bool kCanFork = false;  // ThreadSanitizer can't follow.
#else
constexpr bool kCanFork = true;
#endif

void play(Dice& dice) {
  const ThreadingOptions threading{
      .max_threads = static_cast<std::size_t>(dice.roll(3)),
      .block_on_close = dice.roll(2) == 0,
      .daemon_threads = dice.roll(2) == 0};
  const ForkingOptions forking{.max_children =
                                   static_cast<std::size_t>(dice.roll(3)) + 1};
  switch (dice.roll(kCanFork ? 3 : 2)) {
    case 0:
      live_as<Silent<TCPServer>>(dice);
      break;
    case 1:
      live_as<ThreadingMixIn<Silent<TCPServer>>>(dice, threading);
      break;
    default:
      live_as<ForkingMixIn<Silent<TCPServer>>>(dice, forking);
  }
}

TEST(StressTest, NothingHangsAndNothingIsLeft) {
  stress(play);
}

}  // namespace
}  // namespace socketserver
