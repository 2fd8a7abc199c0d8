// The clients of the load generator: each makes one exchange after the other.
//
// They never block: many of them take turns in one thread, which is what Load
// does with them.

#ifndef BENCHMARKS_CLIENT_H_
#define BENCHMARKS_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <cstddef>
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

// A client of the server at `address`; its `number` spreads TCP connections
// over 127.0.0.1 to 127.0.0.8, so that no address runs out of ports.
std::unique_ptr<LoadClient> make_client(Exchange exchange,
                                        const Address& address,
                                        std::size_t number);

}  // namespace socketserver

#endif  // BENCHMARKS_CLIENT_H_
