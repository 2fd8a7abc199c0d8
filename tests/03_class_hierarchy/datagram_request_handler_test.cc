#include "chapters/03_class_hierarchy/datagram_request_handler.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"
#include "tests/support/proc.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

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
  UDPServer server(kAnyPort, handled_by<MeasuringHandler>());
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
  ErrorCounter<UDPServer> server(kAnyPort, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(client.receive(), "");
  client.send("fail");
  server.handle_request();
  EXPECT_EQ(client.receive(), "half");
  EXPECT_EQ(server.errors, 1);
}

// Over Unix sockets a client that doesn't read has a full queue.
class FullClient {
 public:
  explicit FullClient(const BaseServer& server)
      : client(server.server_address()) {
    const Address name = Address::getsockname(client.fileno());
    while (::sendto(server.fileno(), "", 0, MSG_DONTWAIT, name.data(),
                    name.size()) == 0) {
      ++queued;
    }
    EXPECT_EQ(errno, EAGAIN);
  }

  DatagramClient client;
  int queued = 0;
};

class PatientHandler : public DatagramRequestHandler {
 public:
  PatientHandler(Request& its_request, const Address& client,
                 BaseServer& its_server, std::chrono::milliseconds patience)
      : DatagramRequestHandler(its_request, client, its_server,
                               {.answer_timeout = patience}) {}
  void handle() override { wfile.write("last"); }
};

// A server whose one client has asked, and has no room for the answer.
struct AnsweringAFullClient {
  explicit AnsweringAFullClient(std::chrono::milliseconds patience)
      : server(Address::unix_path(""), handled_by<PatientHandler>(patience)) {
    full.client.send("");
  }
  UnixDatagramServer server;
  FullClient full{server};
};

// Red: no second try.
TEST(DatagramRequestHandlerTest, AnAnswerWaitsForRoom) {
  AnsweringAFullClient scene(std::chrono::seconds(60));
  const pid_t thread = ::gettid();
  const std::jthread reader([&] {
    // It waits for nothing but room: the request is there.
    proc::wait_until([thread] { return proc::status(thread, "State") == "S"; });
    for (int i = 0; i < scene.full.queued; ++i) {
      EXPECT_EQ(scene.full.client.receive(), "");
    }
    EXPECT_EQ(scene.full.client.receive(), "last");
  });
  scene.server.handle_request();
}

// Red: a pause that doesn't grow, or none.
TEST(DatagramRequestHandlerTest, WaitingForRoomCostsNoProcessor) {
  AnsweringAFullClient scene(std::chrono::milliseconds(500));
  const std::int64_t ticks = proc::cpu_ticks(::getpid());
  scene.server.handle_request();
  EXPECT_LT(proc::cpu_ticks(::getpid()) - ticks, 10) << "of 50: that is 20 %";
}

TEST(DatagramRequestHandlerTest, AnAnswerTooLongForADatagramIsAnError) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override { wfile.write(std::string(65508, 'x')); }
  };
  ErrorCounter<UDPServer> server(kAnyPort, handled_by<Handler>());
  DatagramClient client(server.server_address());
  client.send("");
  server.handle_request();
  EXPECT_EQ(server.errors, 1);
}

// Red: finish() answers through what is no longer there.
TEST(DatagramRequestHandlerTest, AHandlerMayLetGoOfItsRequest) {
  class Handler : public DatagramRequestHandler {
   public:
    using DatagramRequestHandler::DatagramRequestHandler;
    void handle() override {
      const std::string wish = packet.data;
      wfile.write("answer");
      if (wish == "move") {
        const Request gone = std::move(request);
      } else if (wish == "replace") {
        request = Stream();
      }
    }
  };
  ErrorCounter<UDPServer> server(kAnyPort, handled_by<Handler>());
  DatagramClient client(server.server_address());
  for (const char* const wish : {"move", "replace", "answer"}) {
    client.send(wish);
    server.handle_request();
  }
  EXPECT_EQ(client.receive(), "answer");
  EXPECT_EQ(server.errors, 0);
}

}  // namespace
}  // namespace socketserver
