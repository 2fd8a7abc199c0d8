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

#include <map>
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

// At the most, by the name of the row: more than there are clients, whom its
// own limit of 16 would make wait, or as few as our pool has.
const std::map<std::string, int> kThreads = {{"PocoTCPServer", 64},
                                             {"PocoTCPServer_4", 4}};
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
  const auto [name, handler] = peers::parse_command_line(
      argc, argv, {"PocoTCPServer", "PocoTCPServer_4"});
  const int threads = peers::kThreads.at(name);

  Poco::ThreadPool pool(/*minCapacity=*/2, /*maxCapacity=*/threads);
  Poco::Net::TCPServerParams::Ptr params = new Poco::Net::TCPServerParams;
  params->setMaxThreads(threads);
  params->setMaxQueued(peers::kQueue);
  const Poco::Net::SocketAddress address("127.0.0.1", 0);
  Poco::Net::TCPServer server(new peers::ConnectionFactory(handler), pool,
                              Poco::Net::ServerSocket(address, SOMAXCONN),
                              params);
  server.start();
  peers::announce(name, server.port());
  Poco::Event().wait();  // Nobody sets it: a signal ends the program.
}
