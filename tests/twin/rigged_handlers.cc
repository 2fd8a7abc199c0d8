#include "tests/twin/rigged_handlers.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/support/standard_streams.h"

#include <poll.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace socketserver {
namespace {

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
  rigs.emplace("impatient", with(
                                [](Handler& handler) {
                                  handler.wfile.write(handler.rfile.readline());
                                },
                                {.timeout = kImpatience}));
  rigs.emplace("impatient-writer",
               with([](Handler& handler) { handler.wfile.write(huge()); },
                    {.timeout = kImpatience}));
  rigs.emplace("goes-on", with(
                              [](Handler& handler) {
                                try {
                                  handler.wfile.write(huge());
                                } catch (const std::system_error&) {
                                  log_line("out of time");
                                }
                                pollfd room{.fd = handler.wfile.fileno(),
                                            .events = POLLOUT,
                                            .revents = 0};
                                ::poll(&room, 1, -1);
                                try {
                                  handler.wfile.write("again\n");
                                } catch (const std::system_error&) {
                                  // What the client then sees is what is asked
                                  // here.
                                }
                              },
                              {.timeout = kImpatience}));
  rigs.emplace("measures",
               with(
                   [](Handler& handler) {
                     for (std::string line = handler.rfile.readline();
                          !line.empty(); line = handler.rfile.readline()) {
                       handler.wfile.write(std::to_string(line.size()) + " ");
                     }
                   },
                   {}));
  rigs.emplace("buffered",
               with(
                   [](Handler& handler) {
                     handler.wfile.write("one\n");
                     if (handler.rfile.readline() == "see me go\n") {
                       pollfd gone{.fd = handler.wfile.fileno(),
                                   .events = 0,
                                   .revents = 0};
                       ::poll(&gone, 1, -1);  // POLLHUP is never asked for.
                     }
                     handler.wfile.write("two\n");
                   },
                   {.wbufsize = 8192}));
  rigs.emplace("hangs-up", with(
                               [](Handler& handler) {
                                 handler.wfile.write("bye\n");
                                 handler.wfile.close();
                                 handler.rfile.close();
                                 handler.request = Stream();
                               },
                               {}));
  return rigs;
}

}  // namespace

std::map<std::string, RequestHandlerClass> rigged_handlers(bool datagrams) {
  return datagrams ? handlers<DatagramRequestHandler>() : stream_handlers();
}

}  // namespace socketserver
