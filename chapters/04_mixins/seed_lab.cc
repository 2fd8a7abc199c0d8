// Failure lab: the article's own ThreadingMixIn, ported literally.
//
// Its loop sees that a client waits, and starts a thread, which accepts. But
// until that thread has got that far, the client still waits, and poll is
// level-triggered: the loop sees it again and starts another thread, and
// another. One of them gets the client. The others wait in accept, for ever.
//
//   seed_lab            the cure; then the threads, which come late for certain
//   seed_lab --natural  they come when they come
//   seed_lab --join     the sequel: wait for the threads that are stuck

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace socketserver {
namespace {

constexpr std::chrono::milliseconds kQuiet(200);
constexpr int kLateThreads = 8;

// The article's classes, except that the loop ends when all is quiet.

class SeedTCPServer {
 public:
  SeedTCPServer() { selector_.register_fd(socket_.get(), kEventRead); }
  SeedTCPServer(const SeedTCPServer&) = delete;
  SeedTCPServer& operator=(const SeedTCPServer&) = delete;
  virtual ~SeedTCPServer() = default;

  void serve_until_quiet() {
    while (!selector_.select(kQuiet).empty()) {
      handle_request();
    }
  }
  virtual void handle_request() { do_handle_request(); }

  [[nodiscard]] Address server_address() const {
    return Address::getsockname(socket_.get());
  }
  [[nodiscard]] int served() const { return served_; }
  void server_close() { socket_.reset(); }

 protected:
  void do_handle_request() {
    const Connection connection = accept_connection(socket_.get());
    sendall(connection.socket.get(), "hello world\n");
    ++served_;
  }

 private:
  UniqueFd socket_ = listen_on(kAnyPort);
  PollSelector selector_;
  std::atomic<int> served_ = 0;
};

template <typename Base>
class SeedThreadingMixIn : public Base {
 public:
  // None of its threads gets further than that before there are `late` of them.
  explicit SeedThreadingMixIn(int late) : late_(late) {}

  void handle_request() override {
    threads_.emplace_back([this] {
      ++begun_;
      begun_.notify_all();
      for (int begun = begun_; begun < late_; begun = begun_) {
        begun_.wait(begun);
      }
      this->do_handle_request();
    });
  }

  std::vector<std::thread>& threads() { return threads_; }

 private:
  const int late_;
  std::atomic<int> begun_ = 0;
  std::vector<std::thread> threads_;
};

using SeedThreadingTCPServer = SeedThreadingMixIn<SeedTCPServer>;

// The cure, which is CPython's way: chapter 04's own mix-in. Its loop accepts,
// so that a thread that comes late has its client already.
class LateHandler : public StreamRequestHandler {
 public:
  LateHandler(Request& its_request, const Address& client,
              BaseServer& its_server, std::atomic<int>* threads)
      : StreamRequestHandler(its_request, client, its_server),
        threads_(*threads) {}
  void handle() override {
    ++threads_;
    std::this_thread::sleep_for(kQuiet);
    wfile.write("hello world\n");
  }

 private:
  std::atomic<int>& threads_;
};

void cured() {
  std::atomic<int> threads = 0;
  ThreadingTCPServer server(kAnyPort, handled_by<LateHandler>(&threads));
  {
    const ServeInBackground serving(server);
    Client(server.server_address()).read_all();
  }
  server.server_close();
  print_line("chapter 04's mix-in: clients: 1, threads: " +
             std::to_string(threads));
}

// One client, and the threads that it costs. They never end, and use the server
// for ever: it must not be destroyed, and the process not end by returning.
[[noreturn]] void seed(std::string_view mode) {
  static SeedThreadingTCPServer server(mode == "--natural" ? 0 : kLateThreads);
  std::jthread client([] { Client(server.server_address()).read_all(); });
  server.serve_until_quiet();
  client.join();
  const auto threads = static_cast<int>(server.threads().size());
  const bool exactly = mode == "--natural" || threads < kLateThreads;
  print_line(
      "the article's mix-in: clients: " + std::to_string(server.served()) +
      ", threads: " + std::to_string(exactly ? threads : kLateThreads) +
      (exactly ? "" : " or more"));
  server.server_close();
  std::this_thread::sleep_for(kQuiet);
  const int stuck = threads - server.served();
  print_line("the listener is closed; stuck in accept: " +
             (exactly                ? std::to_string(stuck)
              : stuck == threads - 1 ? "all but one"
                                     : "some"));
  if (mode == "--join") {
    print_line("waiting for them");
    for (std::thread& thread : server.threads()) {
      thread.join();
    }
  }
  ::_exit(0);
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::cured();
  socketserver::seed(argc > 1 ? argv[1] : "");
}
