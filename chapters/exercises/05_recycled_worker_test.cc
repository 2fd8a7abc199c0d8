#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/05_pools/thread_pool_mix_in.h"
#include "chapters/exercises/05_recycled_worker/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <fcntl.h>

#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::chrono::seconds kPatience(2);
constexpr int kLimit = 3;

class HelloHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write("hello\n"); }
};

using Clients = std::vector<std::unique_ptr<Client>>;

// Runs it, and reports whether it ends by itself.
bool ends(BaseServer& server) {
  auto running =
      std::async(std::launch::async, [&] { server.serve_forever(); });
  const bool has_ended =
      running.wait_for(kPatience) == std::future_status::ready;
  server.shutdown();
  return has_ended;
}

template <typename Server>
class RecycledWorkerTest : public testing::Test {
 protected:
  // A server of the listener that all of them have.
  std::unique_ptr<Server> make() {
    UniqueFd same(check(::fcntl(listener_.get(), F_DUPFD_CLOEXEC, 0), "fcntl"));
    return std::make_unique<Server>(kLimit, std::move(same),
                                    handled_by<HelloHandler>());
  }

  [[nodiscard]] Clients call(int number) const {
    Clients clients;
    for (int i = 0; i < number; ++i) {
      clients.push_back(
          std::make_unique<Client>(Address::getsockname(listener_.get())));
    }
    return clients;
  }

  const UniqueFd listener_ = listen_on(kAnyPort);
};

// ThreadPoolMixIn and its like are final, so they take LimitedLife as a base,
// and its constructor's arguments as they are.
using Servers = testing::Types<LimitedLife<TCPServer>,
                               ThreadingMixIn<LimitedLife<TCPServer>>,
                               ThreadPoolMixIn<LimitedLife<TCPServer>>>;
TYPED_TEST_SUITE(RecycledWorkerTest, Servers);

// Each has as many clients as make it end, who come while nobody serves.
TYPED_TEST(RecycledWorkerTest, EndsByItselfAndItsSuccessorServesTheNext) {
  for (int i = 0; i < 3; ++i) {
    const Clients clients = this->call(kLimit);
    const auto server = this->make();
    EXPECT_TRUE(ends(*server)) << "server " << i;
    for (const auto& client : clients) {
      EXPECT_EQ(client->read_all(), "hello\n");
    }
  }
}

TEST(RecycledWorkerTestOwn, ASequentialServerServesExactlySoMany) {
  LimitedLife<TCPServer> server(kLimit, kAnyPort, handled_by<HelloHandler>());
  Clients clients;
  for (int i = 0; i < kLimit + 1; ++i) {
    clients.push_back(std::make_unique<Client>(server.server_address()));
  }
  EXPECT_TRUE(ends(server));
  for (int i = 0; i < kLimit; ++i) {
    EXPECT_EQ(clients.at(static_cast<std::size_t>(i))->read_all(), "hello\n");
  }
  EXPECT_FALSE(clients.back()->readable(std::chrono::milliseconds(50)))
      << "one too many was served";
}

}  // namespace
}  // namespace socketserver
