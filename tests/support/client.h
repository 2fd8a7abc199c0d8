// Client and DatagramClient: the other end, for tests. Every wait is bounded.

#ifndef TESTS_SUPPORT_CLIENT_H_
#define TESTS_SUPPORT_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <chrono>
#include <string>
#include <string_view>

namespace socketserver {

class Client {
 public:
  // Connects to `server`. Throws std::system_error.
  explicit Client(const Address& server);

  [[nodiscard]] int fileno() const { return socket_.get(); }

  // Everything up to the end of file. Throws std::system_error after a reset
  // (ECONNRESET) or when nothing comes any more (EAGAIN).
  std::string read_all();

  // Sends all of `bytes`, then the end of file, and returns the answer.
  std::string exchange(std::string_view bytes);

  // Sends as much of `bytes` as the server takes before it resets the
  // connection.
  void send_until_refused(std::string_view bytes);

  // Closes the connection with a reset instead of an orderly end.
  void reset();

  // Reports whether an answer or the end of file is there, or comes in time.
  [[nodiscard]] bool readable(std::chrono::nanoseconds timeout =
                                  std::chrono::nanoseconds::zero()) const;

 private:
  UniqueFd socket_;
};

// The same for a server of datagrams. Over Unix sockets it binds a name of its
// own, unless told not to, so that it can be answered.
class DatagramClient {
 public:
  enum class Name { kOwn, kNone };
  explicit DatagramClient(const Address& server, Name name = Name::kOwn);

  [[nodiscard]] int fileno() const { return socket_.get(); }

  // Throws std::system_error.
  void send(std::string_view datagram);

  // The next datagram. Throws std::system_error (EAGAIN) if none comes.
  std::string receive();

 private:
  UniqueFd socket_;
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_CLIENT_H_
