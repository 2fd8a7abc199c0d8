// Failure lab: a class derived from a threading mix-in that is not final.
//
// A server is destroyed while one of its threads still works. Destruction goes
// from the most derived class to the base: when the mix-in's destructor waits
// for the thread, what the user has derived is gone already, and the thread
// calls hooks of a server that is no longer the user's.

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/04_mixins/request_threads.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/standard_streams.h"

#include <atomic>
#include <exception>
#include <stdexcept>
#include <thread>

namespace socketserver {
namespace {

// Set when the server is being closed, which its destructor does.
std::atomic<bool> closing = false;

// Says which handle_error is called.
class LabServer : public TCPServer {
 public:
  using TCPServer::TCPServer;
  void server_close() override {
    closing = true;
    closing.notify_all();
    TCPServer::server_close();
  }

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    print_line("  handle_error of the base");
  }
};

// What a user derives to have another handle_error.
template <typename Base>
class MyServer : public Base {
 public:
  using Base::Base;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    print_line("  handle_error of MyServer");
  }
};

// ThreadingMixIn in its shortest form, without the word.
template <typename Base>
class UnfinalThreadingMixIn : public Base {
 public:
  using Base::Base;
  UnfinalThreadingMixIn(const UnfinalThreadingMixIn&) = delete;
  UnfinalThreadingMixIn& operator=(const UnfinalThreadingMixIn&) = delete;
  ~UnfinalThreadingMixIn() override {
    Base::server_close();
    threads_.join();
  }

 protected:
  void process_request(Request& request, const Address& client) override {
    threads_.start(request, client);
  }

 private:
  void process_request_thread(Request& request, const Address& client) {
    try {
      this->finish_request(request, client);
    } catch (...) {
      this->handle_error(request, client, std::current_exception());
    }
    this->shutdown_request(request);
  }

  RequestThreads threads_{[this](Request& request, const Address& client) {
    process_request_thread(request, client);
  }};
};

// Fails when the server is being destroyed, neither earlier nor later.
class FailingHandler : public BaseRequestHandler {
 public:
  using BaseRequestHandler::BaseRequestHandler;
  void handle() override {
    closing.wait(false);
    throw std::runtime_error("too late");
  }
};

template <typename ThreadingServer>
void destroy_while_a_thread_works() {
  closing = false;
  std::thread client;
  {
    ThreadingServer server(kAnyPort, handled_by<FailingHandler>());
    client = std::thread(
        [address = server.server_address()] { Client(address).read_all(); });
    server.handle_request();
  }
  client.join();
}

}  // namespace
}  // namespace socketserver

int main() {
  using namespace socketserver;  // NOLINT(google-build-using-namespace)
  print_line("MyServer<UnfinalThreadingMixIn<TCPServer>>:");
  destroy_while_a_thread_works<MyServer<UnfinalThreadingMixIn<LabServer>>>();
  print_line("ThreadingMixIn<MyServer<TCPServer>>:");
  destroy_while_a_thread_works<ThreadingMixIn<MyServer<LabServer>>>();
  return 0;
}
