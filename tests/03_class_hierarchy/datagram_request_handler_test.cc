#include "chapters/03_class_hierarchy/datagram_request_handler.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "tests/support/client.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <latch>
#include <stdexcept>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

const Address any_port = Address::ipv4("127.0.0.1", 0);

// Sends back how long the datagram was as it came, and whether it was cut.
class MeasuringHandler : public DatagramRequestHandler {
 public:
  using DatagramRequestHandler::DatagramRequestHandler;
  void handle() override {
    wfile.write(std::to_string(rfile.read().size()) +
                (packet.truncated ? " cut" : ""));
  }
};

TEST(DatagramRequestHandlerTest, ATruncatedDatagramSaysSo) {
  UDPServer server(any_port, handled_by<MeasuringHandler>());
  DatagramClient client(server.server_address());
  const struct {
    std::size_t size;
    const char* answer;
  } cases[] = {{0, "0"},
               {1, "1"},
               {8192, "8192"},
               {8193, "8192 cut"},
               {20000, "8192 cut"}};
  for (const auto& [size, answer] : cases) {
    client.send(std::string(size, 'x'));
    server.handle_request();
    EXPECT_EQ(client.receive(), answer);
  }
}

// Python's behaviour: one datagram goes back whatever happens.
TEST(DatagramRequestHandlerTest, AnswersWithOneDatagramAlsoWhenEmptyOrFailed) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override {
      if (packet.data == "fail") {
        wfile.write("half");
        throw std::runtime_error("no more");
      }
    }
  };
  ErrorCounter<UDPServer> server(any_port, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(client.receive(), "");
  client.send("fail");
  server.handle_request();
  EXPECT_EQ(client.receive(), "half");
  EXPECT_EQ(server.errors, 1);
}

// Over Unix sockets a client that doesn't read has a full queue, and poll says
// nothing about that. Red: poll for POLLOUT instead of the pause.
TEST(DatagramRequestHandlerTest, AClientThatDoesNotReadCostsNoProcessor) {
  class Handler : public DatagramRequestHandler {
   public:
    Handler(Request& its_request, const Address& client, BaseServer& its_server,
            std::latch* handled)
        : DatagramRequestHandler(its_request, client, its_server),
          handled_(handled) {}
    void handle() override {
      wfile.write("last");
      handled_->count_down();
    }

   private:
    std::latch* handled_;
  };
  std::latch handled(1);
  UnixDatagramServer server(Address::unix_path(""),
                            handled_by<Handler>(&handled));
  DatagramClient client(server.server_address());
  const Address name = Address::getsockname(client.fileno());
  int queued = 0;
  while (::sendto(server.fileno(), "", 0, MSG_DONTWAIT, name.data(),
                  name.size()) == 0) {
    ++queued;
  }
  ASSERT_EQ(errno, EAGAIN);
  client.send("");
  std::latch answered(1);
  const std::jthread serving([&] {
    server.handle_request();
    answered.count_down();
  });
  handled.wait();
  const std::int64_t ticks = proc::cpu_ticks(::getpid());
  const Deadline half_a_second(std::chrono::milliseconds(500));
  PollSelector().select(half_a_second.remaining());
  EXPECT_FALSE(answered.try_wait());
  EXPECT_LT(proc::cpu_ticks(::getpid()) - ticks, 10) << "of 50: that is 20 %";
  for (int i = 0; i < queued; ++i) {
    EXPECT_EQ(client.receive(), "");
  }
  EXPECT_EQ(client.receive(), "last");
}

TEST(DatagramRequestHandlerTest, AnAnswerTooLongForADatagramIsAnError) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override { wfile.write(std::string(65508, 'x')); }
  };
  ErrorCounter<UDPServer> server(any_port, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(server.errors, 1);
}

}  // namespace
}  // namespace socketserver
