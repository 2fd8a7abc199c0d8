// Client: the other end of a connection, for tests. Every wait is bounded.

#ifndef TESTS_SUPPORT_CLIENT_H_
#define TESTS_SUPPORT_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

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

  // Sends as much of `bytes` as the server takes before it resets the
  // connection.
  void send_until_refused(std::string_view bytes);

  // Closes the connection with a reset instead of an orderly end.
  void reset();

  // Reports whether an answer or the end of file is there already.
  [[nodiscard]] bool readable() const;

 private:
  UniqueFd socket_;
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_CLIENT_H_
