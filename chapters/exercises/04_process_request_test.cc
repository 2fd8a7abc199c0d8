#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/exercises/04_process_request/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <chrono>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <semaphore>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

constexpr std::chrono::seconds kPatience(5);

// What happens in the server, and who may go on.
struct Events {
  std::counting_semaphore<> accepted{0};    // Released for each request.
  std::counting_semaphore<> may_answer{0};  // One for each request.
  std::counting_semaphore<> shut_down{0};
  std::counting_semaphore<> ended{0};
  std::counting_semaphore<> errors{0};
  std::mutex mutex;  // Guards what follows.
  std::vector<std::string> served;
  std::set<std::thread::id> accepting;
  std::set<std::thread::id> serving;
};

// Tells what its hooks see.
class WatchedServer : public TCPServer {
 public:
  WatchedServer(const Address& address, RequestHandlerClass handler,
                Events* events)
      : TCPServer(address, std::move(handler)), events_(*events) {}

 protected:
  bool verify_request(const Request& /*request*/,
                      const Address& /*client*/) override {
    {
      const std::scoped_lock lock(events_.mutex);
      events_.accepting.insert(std::this_thread::get_id());
    }
    events_.accepted.release();
    return true;
  }
  void shutdown_request(Request& request) override {
    events_.shut_down.release();
    TCPServer::shutdown_request(request);
  }
  void request_ended(const Address& /*client*/) noexcept override {
    events_.ended.release();
  }
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    events_.errors.release();
  }

 private:
  Events& events_;
};

// Says "hello" when it may, or fails, as its client wants.
class PatientHandler : public StreamRequestHandler {
 public:
  PatientHandler(Request& its_request, const Address& client,
                 BaseServer& its_server, Events* events)
      : StreamRequestHandler(its_request, client, its_server),
        events_(*events) {}

  void handle() override {
    {
      const std::scoped_lock lock(events_.mutex);
      events_.served.push_back(client_address.to_string());
      events_.serving.insert(std::this_thread::get_id());
    }
    events_.may_answer.acquire();
    if (rfile.readline() == "fail\n") {
      throw std::runtime_error("as its client wants");
    }
    wfile.write("hello\n");
  }

 private:
  Events& events_;
};

using DeferringServer = DeferringMixIn<WatchedServer>;

class ProcessRequestTest : public testing::Test {
 protected:
  static constexpr std::size_t kClients = 4;

  // They call one after the other, and so they are accepted.
  std::vector<std::unique_ptr<Client>> call(const BaseServer& server) {
    std::vector<std::unique_ptr<Client>> clients;
    for (std::size_t i = 0; i < kClients; ++i) {
      clients.push_back(std::make_unique<Client>(server.server_address()));
      clients.back()->send("greet\n");
    }
    return clients;
  }

  // Waits until so many are accepted, and reports whether they are.
  bool are_accepted(std::size_t requests) {
    std::size_t accepted = 0;
    while (accepted < requests && events_.accepted.try_acquire_for(kPatience)) {
      ++accepted;
    }
    return accepted == requests;
  }

  Events events_;
};

TEST_F(ProcessRequestTest, AHandlerThatTakesItsTimeHoldsNobodyUp) {
  DeferringServer server(kAnyPort, handled_by<PatientHandler>(&events_),
                         &events_);
  const ServeInBackground serving(server);
  const auto clients = call(server);
  EXPECT_TRUE(are_accepted(kClients)) << "while the first handler waits";
  events_.may_answer.release(kClients);
  for (const auto& client : clients) {
    EXPECT_EQ(client->read_all(), "hello\n");
  }
}

TEST_F(ProcessRequestTest, TheWorkerServesAllInTheOrderOfTheirComing) {
  std::vector<std::string> called;
  {
    DeferringServer server(kAnyPort, handled_by<PatientHandler>(&events_),
                           &events_);
    const ServeInBackground serving(server);
    const auto clients = call(server);
    events_.may_answer.release(kClients);
    for (const auto& client : clients) {
      called.push_back(client->address().to_string());
      EXPECT_EQ(client->read_all(), "hello\n");
    }
  }
  EXPECT_EQ(events_.served, called);
  EXPECT_EQ(events_.serving.size(), 1U) << "threads that served";
  EXPECT_FALSE(events_.accepting.contains(*events_.serving.begin()))
      << "the serving thread did the work";
}

TEST_F(ProcessRequestTest, AHandlerThatFailsEndsItsOwnRequestOnly) {
  DeferringServer server(kAnyPort, handled_by<PatientHandler>(&events_),
                         &events_);
  const ServeInBackground serving(server);
  events_.may_answer.release(2);
  Client failing(server.server_address());
  failing.send("fail\n");
  EXPECT_EQ(failing.read_all(), "");
  Client other(server.server_address());
  other.send("greet\n");
  EXPECT_EQ(other.read_all(), "hello\n");
  EXPECT_TRUE(events_.errors.try_acquire_for(kPatience)) << "handle_error";
  for (int request = 0; request < 2; ++request) {
    EXPECT_TRUE(events_.shut_down.try_acquire_for(kPatience))
        << "shutdown_request";
    EXPECT_TRUE(events_.ended.try_acquire_for(kPatience)) << "request_ended";
  }
}

TEST_F(ProcessRequestTest, WhoWasAcceptedIsServedBeforeItIsClosed) {
  DeferringServer server(kAnyPort, handled_by<PatientHandler>(&events_),
                         &events_);
  auto running =
      std::async(std::launch::async, [&] { server.serve_forever(); });
  const auto clients = call(server);
  const bool accepted = are_accepted(kClients);
  EXPECT_TRUE(accepted) << "while the first handler waits";
  auto closing = std::async(std::launch::async, [&] { server.server_close(); });
  if (accepted) {  // Closing begins by making the loop end.
    EXPECT_TRUE(running.wait_for(kPatience) == std::future_status::ready)
        << "server_close has not made the loop end first";
  }
  events_.may_answer.release(kClients);
  closing.get();
  server.shutdown();  // For a server_close that has left the loop running.
  EXPECT_EQ(events_.served.size(), kClients) << "when server_close returns";
  for (const auto& client : clients) {
    EXPECT_EQ(client->read_all(), "hello\n");
  }
}

// How many of its own a process has: "fd", its descriptors, or "task".
std::ptrdiff_t count(const std::string& what) {
  return std::distance(
      std::filesystem::directory_iterator("/proc/self/" + what), {});
}

TEST_F(ProcessRequestTest, NothingIsLeftOfIt) {
  const std::ptrdiff_t descriptors = count("fd");
  const std::ptrdiff_t threads = count("task");
  {
    DeferringServer server(kAnyPort, handled_by<PatientHandler>(&events_),
                           &events_);
    const ServeInBackground serving(server);
    events_.may_answer.release(kClients);
    for (const auto& client : call(server)) {
      client->read_all();
    }
  }
  EXPECT_EQ(count("fd"), descriptors);
  // The kernel takes a moment to forget a thread that was joined.
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (count("task") > threads &&
         std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
  }
  EXPECT_EQ(count("task"), threads);
}

}  // namespace
}  // namespace socketserver
