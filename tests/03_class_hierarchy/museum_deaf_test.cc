// The bug museum, our own faults: Unix datagram clients that ask and never
// read.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/support/client.h"
#include "tests/support/handlers.h"

#include <sys/socket.h>

#include <memory>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// A Unix datagram client whose queue is full and that asks on.
class DeafClient {
 public:
  explicit DeafClient(const BaseServer& server)
      : socket_(
            check(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0), "socket")) {
    const Address any_name = Address::unix_path("");
    check(::bind(socket_.get(), any_name.data(), any_name.size()), "bind");
    const Address name = Address::getsockname(socket_.get());
    while (::sendto(server.fileno(), "", 0, MSG_DONTWAIT, name.data(),
                    name.size()) == 0) {
    }
    for (int i = 0; i < 3; ++i) {
      check(::sendto(socket_.get(), "hear me", 7, 0,
                     server.server_address().data(),
                     server.server_address().size()),
            "sendto");
    }
  }

 private:
  UniqueFd socket_;
};

// One that asks and never reads delays the others by its time-out, and no more.
// Red: no deadline in finish().
TEST(MuseumDeafTest, O2AClientThatNeverReadsStopsNobody) {
  UnixDatagramServer server(Address::unix_path(""), handled_by<EchoDatagram>());
  const DeafClient deaf(server);
  const ServeInBackground serving(server);
  DatagramClient client(server.server_address());
  client.send("and me");
  EXPECT_EQ(client.receive(), "and me");
}

// One that has connected its socket to the server's has a queue as long as the
// server's own send buffer, so that nobody else gets an answer; the kernel has
// no remedy. The server drops them, can be stopped, and answers when it may.
// Red: as above.
TEST(MuseumDeafTest, O2WhoFillsTheSendBufferOnlySilencesTheServer) {
  UnixDatagramServer server(Address::unix_path(""), handled_by<EchoDatagram>());
  auto deaf = std::make_unique<DatagramClient>(server.server_address());
  const Address name = Address::getsockname(deaf->fileno());
  while (::sendto(server.fileno(), "", 0, MSG_DONTWAIT, name.data(),
                  name.size()) == 0) {
  }
  DatagramClient client(server.server_address());
  client.send("lost");
  server.handle_request();
  deaf.reset();
  client.send("and now");
  server.handle_request();
  EXPECT_EQ(client.receive(), "and now");
}

}  // namespace
}  // namespace socketserver
