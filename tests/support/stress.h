// A randomized test of a server's life: it is started, stopped, closed,
// restarted and destroyed at any moment, while handlers throw, hang up or close
// it. Nothing may hang, and nothing may be left: no descriptor, thread or
// child.
//
//   ./bazelw test //tests/04_mixins:stress_test --test_env=ROUNDS=2000
//       --test_env=SEED=4711 --test_output=all
//
// Each round prints nothing, and depends on the seed and its own number only,
// but for what the scheduler makes of it.

#ifndef TESTS_SUPPORT_STRESS_H_
#define TESTS_SUPPORT_STRESS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/server_options.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/support/client.h"
#include "chapters/support/environment.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <unistd.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {

// Decisions that a seed makes.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  // A number from 0 to `sides` - 1.
  int roll(int sides) {
    return std::uniform_int_distribution<>(0, sides - 1)(engine_);
  }

 private:
  std::mt19937 engine_;
};

// Does something else for each byte that a client sends.
inline void misbehave(FunctionHandler& handler) {
  switch (const std::string wish = handler.rfile.read(1);
          wish.empty() ? '-' : wish[0]) {
    case 'a':
      handler.wfile.write("answer\n");
      break;
    case 'b':
      throw std::runtime_error("b");
    case 'c':
      throw 1;
    case 'd':
      handler.request = Stream();
      break;
    case 'e':
      handler.server.shutdown();
      break;
    case 'f':
      handler.server.server_close();
      break;
    case 'g':
      handler.rfile.readline();
      break;
    default:
      break;
  }
}

// A few clients with random wishes, of which some reset and some stay to the
// end.
inline void call(const Address& server, Dice& dice, int wishes) {
  std::vector<std::unique_ptr<Client>> clients;
  try {
    for (int left = dice.roll(4); left > 0; --left) {
      clients.push_back(std::make_unique<Client>(server));
      const std::string wish(1, static_cast<char>('a' + dice.roll(wishes)));
      clients.back()->send_until_refused(wish);
      if (dice.roll(4) == 0) {
        clients.back()->reset();
      }
    }
  } catch (const std::system_error&) {
    // Nobody listens any more.
  }
}

// One server's life. Not told which class: gcc 16 would guess one, and warn of
// what it would do with another.
inline void live(BaseServer& server, Dice& dice, int wishes) {
  const Address address = server.server_address();
  for (int runs = dice.roll(3); runs > 0; --runs) {
    switch (dice.roll(4)) {
      case 0:
        server.handle_request();
        break;
      case 1:
        server.shutdown();
        break;
      default: {
        const ServeInBackground serving(server);
        call(address, dice, wishes);
        if (dice.roll(3) == 0) {
          server.cut_off_requests();
        }
        if (dice.roll(3) == 0) {
          server.server_close();
        }
      }
    }
  }
  if (dice.roll(2) == 0) {
    server.server_close();
  }
}

// One life of a Server, which is Silent.
template <typename Server, typename... Options>
void live_as(Dice& dice, const Options&... options) {
  // The last wish is to wait for the client to go. A forked child can't see
  // that: it has inherited the client's descriptor.
  constexpr int kWishes = 7;
  constexpr bool kForks = requires(Server & any) {
    any.active_children();
  };
  Server server(options..., kAnyPort, handled_with(misbehave),
                ServerOptions{.timeout = std::chrono::milliseconds(1)});
  live(server, dice, kForks ? kWishes - 1 : kWishes);
}

// Has `play` live a life, again and again.
template <typename Play>
void stress(Play play) {
  const std::string wanted = environment("SEED");
  const unsigned seed = wanted.empty()
                            ? std::random_device()()
                            : static_cast<unsigned>(std::stoul(wanted));
  std::cout << "--test_env=SEED=" << seed << std::endl;
  std::jthread([] {}).join();  // ThreadSanitizer starts one of its own now.
  const auto descriptors = proc::descriptors(::getpid()).size();
  const std::string threads = proc::status(::getpid(), "Threads");
  for (int round = 0; round < rounds(200); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    Dice dice(seed + static_cast<unsigned>(round));
    play(dice);
    ASSERT_TRUE(proc::children(::getpid()).empty());
    ASSERT_EQ(proc::descriptors(::getpid()).size(), descriptors);
    // The kernel counts a thread for a moment after it can be joined.
    proc::wait_until(
        [&] { return proc::status(::getpid(), "Threads") == threads; });
  }
}

}  // namespace socketserver

#endif  // TESTS_SUPPORT_STRESS_H_
