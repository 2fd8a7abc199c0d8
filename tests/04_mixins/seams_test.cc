// The seams of chapter 03, with all models: a layer, being cut off, and the end
// of each request.

#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/layers.h"
#include "tests/support/proc.h"
#include "tests/support/rounds.h"

#include <atomic>
#include <concepts>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

template <typename Base>
using Itself = Base;

template <typename Server>
Address address_for() {
  return Server::kKind.is_unix ? Address::unix_path("") : kAnyPort;
}

// The six stream servers: a base and a mix-in around what derives from it.
template <typename BaseClass, template <typename> typename MixInClass>
struct StreamModel {
  using Base = BaseClass;
  template <typename Derived>
  using MixIn = MixInClass<Derived>;
};

template <typename Model>
class LayerTest : public testing::Test {
 protected:
  // What a client hears of "hello".
  template <typename Layered>
  std::string heard() {
    using Server = typename Model::template MixIn<Layered>;
    Server server(address_for<Layered>(),
                  handled_with([](FunctionHandler& handler) {
                    handler.wfile.write("hello");
                  }));
    Client client(server.server_address());
    server.handle_request();
    return client.read_all();
  }
};

using AllSix = testing::Types<
    StreamModel<TCPServer, Itself>, StreamModel<TCPServer, ThreadingMixIn>,
    StreamModel<TCPServer, ForkingMixIn>, StreamModel<UnixStreamServer, Itself>,
    StreamModel<UnixStreamServer, ThreadingMixIn>,
    StreamModel<UnixStreamServer, ForkingMixIn>>;
TYPED_TEST_SUITE(LayerTest, AllSix);

TYPED_TEST(LayerTest, WorksOnWhatTheHandlerSends) {
  using Upper = LayerMixIn<typename TypeParam::Base, UpperLayer>;
  EXPECT_EQ(this->template heard<Upper>(), "HELLO");
}

TYPED_TEST(LayerTest, AndASecondOnTopOfIt) {
  using Upper = LayerMixIn<typename TypeParam::Base, UpperLayer>;
  EXPECT_EQ((this->template heard<LayerMixIn<Upper, SuffixLayer>>()), "HELLOa");
  using Suffix = LayerMixIn<typename TypeParam::Base, SuffixLayer>;
  EXPECT_EQ((this->template heard<LayerMixIn<Suffix, UpperLayer>>()), "HELLOA");
}

template <typename Server>
constexpr bool kForks = requires(Server& server) {
  server.collect_children();
};

template <typename Server>
class CutOffTest : public testing::Test {};

using AllModels =
    testing::Types<Silent<TCPServer>, ThreadingMixIn<Silent<TCPServer>>,
                   ForkingMixIn<Silent<TCPServer>>>;
TYPED_TEST_SUITE(CutOffTest, AllModels);

// A silent client holds a handler, and with it whoever closes the server, until
// another thread cuts it off. Red: cut_off_requests does nothing, and Bazel's
// time-out ends the test.
TYPED_TEST(CutOffTest, FreesTheServerFromASilentClient) {
  const auto descriptors = proc::descriptors(::getpid()).size();
  for (int round = 0; round < rounds(200); ++round) {
    std::binary_semaphore waiting(0);
    TypeParam server(kAnyPort, handled_with([&](FunctionHandler& handler) {
                       waiting.release();
                       handler.rfile.readline();
                     }));
    std::jthread serving([&] { server.serve_forever(); });
    server.wait_for_run(1);
    Client client(server.server_address());
    if constexpr (kForks<TypeParam>) {
      proc::wait_until([&] { return !server.active_children().empty(); });
    } else {
      waiting.acquire();
    }
    std::jthread closing([&] { server.server_close(); });
    server.cut_off_requests();
    EXPECT_EQ(client.read_all(), "");
  }
  EXPECT_EQ(proc::descriptors(::getpid()).size(), descriptors);
}

// A handler that cuts off, cuts off the others.
TEST(CutOffTestOwn, ButNotTheCallersOwn) {
  std::binary_semaphore waiting(0);
  ThreadingMixIn<Silent<TCPServer>> server(
      kAnyPort, handled_with([&](FunctionHandler& handler) {
        if (handler.rfile.readline() == "cut\n") {
          handler.server.cut_off_requests();
        } else {
          waiting.release();
          handler.rfile.readline();
        }
        handler.wfile.write("done\n");
      }));
  const ServeInBackground serving(server);
  Client other(server.server_address());
  other.send("wait\n");
  waiting.acquire();
  Client own(server.server_address());
  own.send("cut\n");
  EXPECT_EQ(own.read_all(), "done\n");
  EXPECT_EQ(other.read_all(), "");
}

TEST(CutOffTestOwn, NorTheParentsByAChild) {
  ForkingMixIn<Silent<TCPServer>> server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        if (handler.rfile.readline() == "cut\n") {
          handler.server.cut_off_requests();
        }
        handler.wfile.write("done\n");
      }));
  const ServeInBackground serving(server);
  Client other(server.server_address());
  proc::wait_until([&] { return server.active_children().size() == 1; });
  Client own(server.server_address());
  own.send("cut\n");
  EXPECT_EQ(own.read_all(), "done\n");
  other.send("\n");
  EXPECT_EQ(other.read_all(), "done\n");
}

// Counts, from whatever thread it is told.
template <typename Base>
class EndCounter : public Silent<Base> {
 public:
  using Silent<Base>::Silent;
  std::atomic<int> ended = 0;
  std::atomic<int> refused = 0;
  std::atomic<int> seen = 0;

 protected:
  bool verify_request(const Request& /*request*/,
                      const Address& /*client*/) override {
    const int number = ++seen;
    if (number % 10 == 0) {
      ++refused;
      return false;
    }
    if (number % 10 == 5) {
      ++refused;  // Let through is who was.
      throw std::runtime_error("verify_request");
    }
    return true;
  }
  void shutdown_request(Request& request) override {
    Silent<Base>::shutdown_request(request);
    if (seen % 7 == 0) {
      throw std::runtime_error("shutdown_request");
    }
  }
  void close_request(Request& request) override {
    Silent<Base>::close_request(request);
    if (seen % 11 == 0) {
      throw std::runtime_error("close_request");
    }
  }
  void request_ended(const Address& /*client*/) noexcept override { ++ended; }
};

template <typename Server>
class RequestEndedTest : public testing::Test {};

using AllCounting = testing::Types<EndCounter<UnixStreamServer>,
                                   ThreadingMixIn<EndCounter<UnixStreamServer>>,
                                   ForkingMixIn<EndCounter<UnixStreamServer>>>;
TYPED_TEST_SUITE(RequestEndedTest, AllCounting);

TYPED_TEST(RequestEndedTest, IsCalledOnceForEachWhateverTheHandlersThrow) {
  std::atomic<int> number = 0;
  TypeParam server(Address::unix_path(""),
                   handled_with([&](FunctionHandler& handler) {
                     switch (++number % 5) {
                       case 0:
                         throw std::runtime_error("0");
                       case 1:
                         throw 1;
                       case 2:
                         handler.connection.close();
                         break;
                       case 3: {
                         const Request gone = std::move(handler.request);
                         break;
                       }
                       default:
                         handler.wfile.write("hello\n");
                     }
                   }));
  constexpr int kRequests = 10'000;
  std::jthread serving([&] { server.serve_forever(); });
  server.wait_for_run(1);
  for (int i = 0; i < kRequests; ++i) {
    Client(server.server_address()).read_all();
  }
  server.server_close();
  EXPECT_EQ(server.seen, kRequests);
  EXPECT_EQ(server.ended, kRequests - server.refused);
}

// A child that closes the server knows its siblings only by number. Red: it
// collects them, finds none, and calls it for each.
TEST(RequestEndedTestFailure, NorInAChildForItsSiblings) {
  using Server = EndCounter<TCPServer>;
  ForkingMixIn<Server> server(
      kAnyPort, handled_with([](FunctionHandler& handler) {
        if (handler.rfile.readline() == "close\n") {
          handler.server.server_close();
          const int ended = dynamic_cast<Server&>(handler.server).ended;
          handler.wfile.write(std::to_string(ended));
        }
      }));
  const ServeInBackground serving(server);
  Client sibling(server.server_address());
  proc::wait_until([&] { return server.active_children().size() == 1; });
  Client client(server.server_address());
  client.send("close\n");
  EXPECT_EQ(client.read_all(), "0");
  sibling.send("\n");
  EXPECT_EQ(sibling.read_all(), "");
}

// There can be no other thread: then it is over at once.
TEST(RequestEndedTestFailure, AlsoIfNobodyCouldServeIt) {
  constexpr std::size_t kMoreThanThereIs = std::size_t{1} << 46;
  ThreadingMixIn<EndCounter<TCPServer>> server(
      ThreadingOptions{.stack_size = kMoreThanThereIs}, kAnyPort, hello());
  Client client(server.server_address());
  server.handle_request();
  EXPECT_EQ(client.read_all(), "");
  EXPECT_EQ(server.ended, 1);
}

}  // namespace
}  // namespace socketserver
