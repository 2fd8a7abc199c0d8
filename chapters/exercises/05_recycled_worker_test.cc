#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"
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

#include <algorithm>
#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::chrono::seconds kPatience(5);
constexpr int kLimit = 3;
constexpr int kClients = 10;

class HelloHandler : public StreamRequestHandler {
 public:
  using StreamRequestHandler::StreamRequestHandler;
  void handle() override { wfile.write("hello\n"); }
};

using Clients = std::vector<std::unique_ptr<Client>>;

bool all_are_answered(const Clients& clients) {
  return std::ranges::all_of(
      clients, [](const auto& client) { return client->readable(); });
}

// Runs it until it ends by itself, and reports whether it does; or until all of
// the clients are answered.
bool ends(BaseServer& server, const Clients& clients) {
  auto running =
      std::async(std::launch::async, [&] { server.serve_forever(); });
  const Deadline deadline(kPatience);
  constexpr std::chrono::milliseconds kLook(1);
  bool has_ended = false;
  while (!has_ended && !deadline.passed() && !all_are_answered(clients)) {
    has_ended = running.wait_for(kLook) == std::future_status::ready;
  }
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

  [[nodiscard]] Clients call() const {
    Clients clients;
    for (int i = 0; i < kClients; ++i) {
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

TYPED_TEST(RecycledWorkerTest, EndsByItselfAndItsSuccessorsServeTheOthers) {
  const auto clients = this->call();
  int servers = 0;
  for (bool goes_on = true; goes_on && servers < kClients; ++servers) {
    const auto server = this->make();
    goes_on = ends(*server, clients);
  }
  for (const auto& client : clients) {
    EXPECT_EQ(client->read_all(), "hello\n");
  }
  EXPECT_GT(servers, 1) << "the first has served all of them";
}

TEST(RecycledWorkerTestOwn, ASequentialServerServesExactlySoMany) {
  LimitedLife<TCPServer> server(kLimit, kAnyPort, handled_by<HelloHandler>());
  Clients clients;
  for (int i = 0; i < kLimit + 1; ++i) {
    clients.push_back(std::make_unique<Client>(server.server_address()));
  }
  EXPECT_TRUE(ends(server, clients));
  for (int i = 0; i < kLimit; ++i) {
    EXPECT_EQ(clients.at(static_cast<std::size_t>(i))->read_all(), "hello\n");
  }
  EXPECT_FALSE(clients.back()->readable(std::chrono::milliseconds(50)))
      << "one too many was served";
}

}  // namespace
}  // namespace socketserver
