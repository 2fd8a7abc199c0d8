// Servers that only a test wants: one refuses everybody, as the twin in Python
// does, and the others cheat, so that a test can show that the comparison sees
// it.

#ifndef TESTS_TWIN_RIGGED_SERVERS_H_
#define TESTS_TWIN_RIGGED_SERVERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/04_mixins/servers.h"
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

// The twelve servers by the name of what goes wrong with each; "" for nothing.
inline std::map<std::string, Servers> rigged_servers() {
  static const MixInOptions mix_ins{};
  return {
      {"", mix_in_servers(mix_ins)},
      {"refuses", mix_in_servers<Refusing>(mix_ins)},
      {"altered-no-close", mix_in_servers<NeverClosing>(mix_ins)},
      {"altered-reset", mix_in_servers<Resetting>(mix_ins)},
      {"altered-order", mix_in_servers<Overtaking>(mix_ins)},
      {"altered-late", mix_in_servers<Dawdling>(mix_ins)},
      {"altered-no-report", mix_in_servers<Silent>(mix_ins)},
  };
}

}  // namespace socketserver

#endif  // TESTS_TWIN_RIGGED_SERVERS_H_
