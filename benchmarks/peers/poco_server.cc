// PocoTCPServer: POCO's TCPServer, which hands each connection to a pool.
//
// It is compared because it is the nearest relative of socketserver in C++: a
// server class, and a class of one's own whose object serves one connection,
// made by a factory. Its threads stay for the next client, where ours and
// Asio's end with theirs.
//
// POCO turns TCP_NODELAY on for each connection it accepts; that can't be
// chosen, and the system call is part of what it costs.

#include "benchmarks/peers/peer.h"

#include <sys/socket.h>

#include <string>

#include <Poco/Event.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/TCPServer.h>
#include <Poco/Net/TCPServerConnection.h>
#include <Poco/Net/TCPServerConnectionFactory.h>
#include <Poco/Net/TCPServerParams.h>
#include <Poco/ThreadPool.h>

namespace peers {
namespace {

using Poco::Net::StreamSocket;
using Poco::Net::TCPServerConnection;

constexpr int kThreads = 64;  // More than there are clients; its own limit: 16.
constexpr int kQueue = 1024;  // What finds it full is closed unanswered.

class Connection final : public TCPServerConnection {
 public:
  Connection(const StreamSocket& client, Handler handler)
      : TCPServerConnection(client), handler_(handler) {}

  // Serves one client. When that goes away, a call throws; POCO catches it.
  void run() override {
    work(handler_);
    socket().sendBytes(kAnswer.data(), static_cast<int>(kAnswer.size()));
  }

 private:
  Handler handler_;
};

class ConnectionFactory final : public Poco::Net::TCPServerConnectionFactory {
 public:
  explicit ConnectionFactory(Handler handler) : handler_(handler) {}

  TCPServerConnection* createConnection(const StreamSocket& client) override {
    return new Connection(client, handler_);
  }

 private:
  Handler handler_;
};

}  // namespace
}  // namespace peers

int main(int argc, char** argv) {
  const std::string name = "PocoTCPServer";
  const peers::Handler handler = peers::parse_command_line(argc, argv, name);

  Poco::ThreadPool pool(/*minCapacity=*/2, /*maxCapacity=*/peers::kThreads);
  Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
  params->setMaxThreads(peers::kThreads);
  params->setMaxQueued(peers::kQueue);
  const Poco::Net::SocketAddress address("127.0.0.1", 0);
  Poco::Net::TCPServer server(new peers::ConnectionFactory(handler), pool,
                              Poco::Net::ServerSocket(address, SOMAXCONN),
                              params);
  server.start();
  peers::announce(name, server.port());
  Poco::Event().wait();  // Nobody sets it: a signal ends the program.
}
