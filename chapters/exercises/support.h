// What the tests of the exercises need: a listener, and a client that doesn't
// wait for ever.

#ifndef CHAPTERS_EXERCISES_SUPPORT_H_
#define CHAPTERS_EXERCISES_SUPPORT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace socketserver {

// A listening, non-blocking TCP socket on 127.0.0.1 and a port that the kernel
// chose.
UniqueFd test_listener(int backlog = SOMAXCONN);

class TestClient {
 public:
  // Connects to `server`, from `source` if that is an address; a type of
  // SOCK_DGRAM makes it a client of datagrams. Throws std::system_error.
  explicit TestClient(const Address& server, int type = SOCK_STREAM,
                      const Address& source = Address());

  // The client's own address, as the server sees it.
  [[nodiscard]] Address address() const;

  // Sends a datagram, or bytes of a stream that are few enough for one call.
  void send(std::string_view bytes);

  // Says that nothing more will be sent.
  void end();

  // Closes the connection with a reset instead of an orderly end.
  void reset();

  // What has come, or comes next: all of a datagram, some bytes of a stream, ""
  // at the end of file. This and the next two throw std::system_error (EAGAIN)
  // if nothing comes any more.
  std::string receive();

  // A line with its newline; what is left, without one, at the end of file.
  std::string read_line();

  // Everything up to the end of file.
  std::string read_all();

 private:
  UniqueFd socket_;
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_SUPPORT_H_
