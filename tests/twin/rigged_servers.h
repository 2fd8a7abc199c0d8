// Servers that only a test wants: one refuses everybody, as the twin in Python
// does, and the others cheat, so that a test can show that the comparison sees
// it.

#ifndef TESTS_TWIN_RIGGED_SERVERS_H_
#define TESTS_TWIN_RIGGED_SERVERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/mix_in_stage.h"
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
class Plain : public Base {
 public:
  using Base::Base;
};

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
    ::setsockopt(std::get<UniqueFd>(request).get(), SOL_SOCKET, SO_LINGER,
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

template <template <typename> typename Rig>
ServerClasses rigged() {
  static const MixInOptions mix_ins{};
  ServerClasses classes;
  add_classes<Rig<TCPServer>>(classes, "TCPServer", mix_ins);
  add_classes<Rig<UDPServer>>(classes, "UDPServer", mix_ins);
  add_classes<Rig<UnixStreamServer>>(classes, "UnixStreamServer", mix_ins);
  add_classes<Rig<UnixDatagramServer>>(classes, "UnixDatagramServer", mix_ins);
  return classes;
}

// The twelve classes with nothing wrong.
inline ServerClasses plain_servers() {
  return rigged<Plain>();
}

// The twelve classes by the name of what goes wrong with each.
inline std::map<std::string, ServerClasses> rigged_servers() {
  return {
      {"refuses", rigged<Refusing>()},
      {"altered-no-close", rigged<NeverClosing>()},
      {"altered-reset", rigged<Resetting>()},
      {"altered-order", rigged<Overtaking>()},
      {"altered-late", rigged<Dawdling>()},
      {"altered-no-report", rigged<Silent>()},
  };
}

}  // namespace socketserver

#endif  // TESTS_TWIN_RIGGED_SERVERS_H_
