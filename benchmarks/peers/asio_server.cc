// AsioThreads: standalone Asio, blocking calls, a thread for every connection.
//
// The shape of Asio's own example of a blocking TCP echo server. It is compared
// because it is what our ThreadingTCPServer does, in the library that most C++
// programmers would take: so the difference is what each of them spends on the
// way to the same system calls. Like its model it detaches its threads; nobody
// waits for them.

#include "benchmarks/peers/peer.h"

#include <thread>

#include <asio/buffer.hpp>
#include <asio/error_code.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/address_v4.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>

namespace peers {
namespace {

using asio::ip::tcp;

// Serves one client. An error means that the client has gone away, and ends
// nothing but this conversation.
void converse(tcp::socket socket, Handler handler) {
  work(handler);
  asio::error_code error;
  asio::write(socket, asio::buffer(kAnswer), error);
  // As Python's servers and ours do; the model only closes.
  socket.shutdown(tcp::socket::shutdown_send, error);
}

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  const auto [name, handler] =
      peers::parse_command_line(argc, argv, {"AsioThreads"});

  asio::io_context context;
  peers::tcp::acceptor acceptor(
      context, peers::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  peers::announce(name, acceptor.local_endpoint().port());
  for (;;) {
    std::thread(peers::converse, acceptor.accept(), handler).detach();
  }
}
