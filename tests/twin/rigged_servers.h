// Servers that only a test wants: one refuses everybody, as the twin in Python
// does, and the others cheat, so that a test can show that the comparison sees
// it.

#ifndef TESTS_TWIN_RIGGED_SERVERS_H_
#define TESTS_TWIN_RIGGED_SERVERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/05_pools/servers.h"
#include "chapters/support/server_registry.h"
#include "tests/support/handlers.h"

#include <sys/socket.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace socketserver {

template <typename Base>
class Refusing : public Base {
 public:
  using Base::Base;

 protected:
  bool verify_request(const Request& /*request*/,
                      const Address& /*client*/) override {
    return false;
  }
};

template <typename Base>
class NeverClosing : public Base {
 public:
  using Base::Base;

 protected:
  void shutdown_request(Request& request) override {
    kept_.push_back(std::move(request));
  }

 private:
  std::vector<Request> kept_;
};

template <typename Base>
class Resetting : public Base {
 public:
  using Base::Base;

 protected:
  void shutdown_request(Request& request) override {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(std::get<Stream>(request).fileno(), SOL_SOCKET, SO_LINGER,
                 &at_once, sizeof at_once);
    Base::close_request(request);
  }
};

// Serves the second of two clients first.
template <typename Base>
class Overtaking : public Base {
 public:
  using Base::Base;

 protected:
  void process_request(Request& request, const Address& client) override {
    if (!first_) {
      first_ = {.request = std::move(request), .client_address = client};
      return;
    }
    Base::process_request(request, client);
    ClientRequest first = *std::exchange(first_, std::nullopt);
    Base::process_request(first.request, first.client_address);
  }

 private:
  std::optional<ClientRequest> first_;
};

template <typename Base>
class Dawdling : public Base {
 public:
  using Base::Base;

 protected:
  void finish_request(Request& request, const Address& client) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(600));
    Base::finish_request(request, client);
  }
};

// The sixteen servers by the name of what goes wrong with each; "" for nothing.
inline std::map<std::string, Servers> rigged_servers() {
  static const PoolOptions pools{};
  return {
      {"", pool_servers(pools)},
      {"refuses", pool_servers<Refusing>(pools)},
      {"altered-no-close", pool_servers<NeverClosing>(pools)},
      {"altered-reset", pool_servers<Resetting>(pools)},
      {"altered-order", pool_servers<Overtaking>(pools)},
      {"altered-late", pool_servers<Dawdling>(pools)},
      {"altered-no-report", pool_servers<Silent>(pools)},
  };
}

}  // namespace socketserver

#endif  // TESTS_TWIN_RIGGED_SERVERS_H_
