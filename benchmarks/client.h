// The clients of the load generator: each makes one exchange after the other.
//
// They never block: many of them take turns in one thread, which is what Load
// does with them.

#ifndef BENCHMARKS_CLIENT_H_
#define BENCHMARKS_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <memory>

namespace socketserver {

enum class Exchange {
  kConnection,  // Connect, read an answer to the end of file.
  kDatagram,    // Send a datagram, receive one.
  kEcho,        // 64 bytes to and fro on a connection that stays open.
};

class LoadClient {
 public:
  LoadClient() = default;
  LoadClient(const LoadClient&) = delete;
  LoadClient& operator=(const LoadClient&) = delete;
  virtual ~LoadClient() = default;

  // Starts an exchange. Throws std::system_error.
  virtual void start() = 0;

  // Call it when the descriptor is readable. Reports whether the exchange is
  // over. Throws std::runtime_error for an answer that is wrong.
  virtual bool advance() = 0;

  // The descriptor to wait for; start() may change it.
  [[nodiscard]] int fileno() const { return socket.get(); }

 protected:
  UniqueFd socket;
};

// A client of the server at `address`. That must be the side that closes a
// connection first: then it, and not the client, keeps the pair of ports in
// TIME_WAIT, and no client runs out of them.
std::unique_ptr<LoadClient> make_client(Exchange exchange,
                                        const Address& address);

}  // namespace socketserver

#endif  // BENCHMARKS_CLIENT_H_
