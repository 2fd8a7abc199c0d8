// Handlers for tests, and what their clients should see.

#ifndef TESTS_SUPPORT_HANDLERS_H_
#define TESTS_SUPPORT_HANDLERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/error_report.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/support/client.h"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace socketserver {

// Returns one line: CPython's test handler.
template <typename Base>
class EchoLineHandler : public Base {
 public:
  using Base::Base;
  void handle() override { this->wfile.write(this->rfile.readline()); }
};

// The same for whatever a server's requests are.
template <bool IsDatagram>
using EchoLine =
    EchoLineHandler<std::conditional_t<IsDatagram, DatagramRequestHandler,
                                       StreamRequestHandler>>;

// Sends a datagram back.
class EchoDatagram : public DatagramRequestHandler {
 public:
  using DatagramRequestHandler::DatagramRequestHandler;
  void handle() override { wfile.write(packet.data); }
};

// A connection's handler whose handle() is a function.
class FunctionHandler : public StreamRequestHandler {
 public:
  using Function = std::function<void(FunctionHandler&)>;

  FunctionHandler(Request& its_request, const Address& client,
                  BaseServer& its_server, Function function,
                  const StreamOptions& options)
      : StreamRequestHandler(its_request, client, its_server, options),
        function_(std::move(function)) {}

  void handle() override { function_(*this); }

  using StreamRequestHandler::connection;
  using StreamRequestHandler::rfile;
  using StreamRequestHandler::wfile;

 private:
  Function function_;
};

inline RequestHandlerClass handled_with(FunctionHandler::Function function,
                                        const StreamOptions& options = {}) {
  return handled_by<FunctionHandler>(std::move(function), options);
}

// Says "hello world" to everyone.
inline RequestHandlerClass hello() {
  return handled_with(
      [](FunctionHandler& handler) { handler.wfile.write("hello world\n"); });
}

// Reports whether a client of `server` gets that, and the end of file.
inline bool says_hello(const BaseServer& server) {
  return Client(server.server_address()).read_all() == "hello world\n";
}

// So many clients of `server`, all connected.
inline std::vector<std::unique_ptr<Client>> connect_all(const Address& server,
                                                        std::size_t number) {
  std::vector<std::unique_ptr<Client>> clients;
  clients.reserve(number);
  while (clients.size() < number) {
    clients.push_back(std::make_unique<Client>(server));
  }
  return clients;
}

// Waits for a line of its client, and then says "done".
inline RequestHandlerClass waits() {
  return handled_with([](FunctionHandler& handler) {
    handler.rfile.readline();
    handler.wfile.write("done\n");
  });
}

// A server that says nothing about what its handlers throw.
template <typename Base>
class Silent : public Base {
 public:
  using Base::Base;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {}
};

// A server that counts its turns of the loop.
template <typename Base>
class TurnCounter : public Base {
 public:
  using Base::Base;
  int turns = 0;

 protected:
  void service_actions() override { ++turns; }
};

// A server that keeps what it would report last.
template <typename Base>
class ErrorKeeper : public Base {
 public:
  using Base::Base;
  std::string error;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& thrown) override {
    error = describe(thrown);
  }
};

// A server that counts what it would report.
template <typename Base>
class ErrorCounter : public Base {
 public:
  using Base::Base;
  int errors = 0;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    ++errors;
  }
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_HANDLERS_H_
