// The stage of chapter 04 with handlers and servers that only a test wants:
// some fail, as the twin in Python does, and some cheat, so that a test can
// show that the comparison sees it.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/stage.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/server_stage.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/mix_in_stage.h"

#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

namespace socketserver {
namespace {

// Handlers.

constexpr std::chrono::milliseconds kImpatience(600);

// A stream's or a datagram's handler whose answer is a function.
template <typename Base>
class RiggedHandler final : public Base {
 public:
  using Answer = std::function<void(RiggedHandler&)>;

  template <typename... Options>
  RiggedHandler(Request& its_request, const Address& client,
                BaseServer& its_server, Answer answer, Options... options)
      : Base(its_request, client, its_server, options...),
        answer_(std::move(answer)) {}
  void handle() override { answer_(*this); }

  using Base::rfile;
  using Base::wfile;

 private:
  Answer answer_;
};

// More than a socket's buffers hold, and than fits in a datagram.
std::string huge() {
  constexpr std::size_t kEightMegabytes = std::size_t{8} << 20;
  std::string text;
  while (text.size() < kEightMegabytes) {
    text += "0123456789abcdef";
  }
  return text;
}

// The rigs that both kinds of handler have.
template <typename Base>
std::map<std::string, RequestHandlerClass> handlers() {
  using Handler = RiggedHandler<Base>;
  const auto with = [](typename Handler::Answer answer) {
    return handled_by<Handler>(std::move(answer));
  };
  return {
      {"fails-before", with([](Handler& /*handler*/) {
         throw std::invalid_argument("before");
       })},
      {"fails-during", with([](Handler& handler) {
         handler.wfile.write("half");
         throw std::invalid_argument("during");
       })},
      {"fails-after", with([](Handler& handler) {
         handler.wfile.write("hello world\n");
         throw std::invalid_argument("after");
       })},
      {"huge", with([](Handler& handler) { handler.wfile.write(huge()); })},
      {"altered-byte",
       with([](Handler& handler) { handler.wfile.write("hello World\n"); })},
      {"altered-end",
       with([](Handler& handler) { handler.wfile.write("hello world"); })},
      {"altered-no-answer", handled_by<BaseRequestHandler>()},
  };
}

std::map<std::string, RequestHandlerClass> stream_handlers() {
  using Handler = RiggedHandler<StreamRequestHandler>;
  const auto with = [](const Handler::Answer& answer, StreamOptions options) {
    return handled_by<Handler>(answer, options);
  };
  auto rigs = handlers<StreamRequestHandler>();
  rigs["impatient"] = with(
      [](Handler& handler) { handler.wfile.write(handler.rfile.readline()); },
      {.timeout = kImpatience});
  rigs["impatient-writer"] =
      with([](Handler& handler) { handler.wfile.write(huge()); },
           {.timeout = kImpatience});
  rigs["buffered"] = with(
      [](Handler& handler) {
        handler.wfile.write("one\n");
        if (handler.rfile.readline() == "see me go\n") {
          pollfd gone{.fd = handler.wfile.fileno(), .events = 0, .revents = 0};
          ::poll(&gone, 1, -1);  // POLLHUP is never asked for.
        }
        handler.wfile.write("two\n");
      },
      {.wbufsize = 8192});
  rigs["hangs-up"] = with(
      [](Handler& handler) {
        handler.wfile.write("bye\n");
        handler.wfile.close();
        handler.rfile.close();
        handler.request = UniqueFd();
      },
      {});
  return rigs;
}

// Servers.

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
    std::this_thread::sleep_for(kImpatience);
    Base::finish_request(request, client);
  }
};

template <typename Base>
class Silent : public Base {
 public:
  using Base::Base;

 protected:
  void handle_error(Request& /*request*/, const Address& /*client*/) override {}
};

template <template <typename> typename Rig>
ServerClasses rigged() {
  static const ForkingOptions forking{};
  ServerClasses classes;
  add_classes<Rig<TCPServer>>(classes, "TCPServer", forking);
  add_classes<Rig<UDPServer>>(classes, "UDPServer", forking);
  add_classes<Rig<UnixStreamServer>>(classes, "UnixStreamServer", forking);
  add_classes<Rig<UnixDatagramServer>>(classes, "UnixDatagramServer", forking);
  return classes;
}

void serve(const ServerStageOptions& options, const std::string& rig) {
  const std::map<std::string, ServerClasses> servers = {
      {"refuses", rigged<Refusing>()},
      {"altered-no-close", rigged<NeverClosing>()},
      {"altered-reset", rigged<Resetting>()},
      {"altered-order", rigged<Overtaking>()},
      {"altered-late", rigged<Dawdling>()},
      {"altered-no-report", rigged<Silent>()},
  };
  const auto answers = options.is_datagram()
                           ? handlers<DatagramRequestHandler>()
                           : stream_handlers();
  const auto handler = answers.find(rig);
  const auto server = servers.find(rig);
  if (handler == answers.end() && server == servers.end()) {
    throw std::invalid_argument("--rig " + rig + ": there is none");
  }
  const ServerClasses classes =
      server == servers.end() ? rigged<Plain>() : server->second;
  classes.at(options.server)(options, handler == answers.end()
                                          ? stage_handler(options)
                                          : handler->second);
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::ServerStageOptions options;
  std::string rig;
  CLI::App app("The stage of chapter 04, rigged");
  socketserver::add_server_flags(app, options,
                                 socketserver::rigged<socketserver::Plain>());
  app.add_option("--rig", rig, "How")->required();
  return socketserver::run_stage(app, argc, argv,
                                 [&] { socketserver::serve(options, rig); });
}
