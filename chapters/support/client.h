// Client and DatagramClient: the other end, for tests, labs and exercises.
//
// Blocking, and every wait is bounded: whoever has heard nothing for kPatience
// gets an error.

#ifndef CHAPTERS_SUPPORT_CLIENT_H_
#define CHAPTERS_SUPPORT_CLIENT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <chrono>
#include <string>
#include <string_view>

namespace socketserver {

// A socket for a client of `server`, not connected yet; `type` is SOCK_STREAM
// or SOCK_DGRAM, and may hold SOCK_NONBLOCK. One for datagrams to a path gets a
// name that the kernel chooses, or it couldn't be answered. Throws
// std::system_error.
UniqueFd client_socket(const Address& server, int type);

class Client {
 public:
  static constexpr std::chrono::seconds kPatience{10};

  // Connects to `server`, from `source` if that is an address. Throws
  // std::system_error.
  explicit Client(const Address& server, const Address& source = Address());

  [[nodiscard]] int fileno() const { return socket_.get(); }

  // The client's own address, as the server sees it.
  [[nodiscard]] Address address() const;

  // Sends all of `bytes`. Throws std::system_error.
  void send(std::string_view bytes);

  // Sends as much of `bytes` as the server takes before it resets the
  // connection.
  void send_until_refused(std::string_view bytes);

  // Says that nothing more will be sent.
  void end();

  // What is there or comes next; "" at the end of file. The reading functions
  // throw std::system_error after a reset (ECONNRESET) or when nothing comes
  // any more (EAGAIN).
  std::string receive();

  // A line with its newline; what is left, without one, at the end of file.
  std::string read_line();

  // Everything up to the end of file.
  std::string read_all();

  // Sends all of `bytes`, then the end of file, and returns the answer.
  std::string exchange(std::string_view bytes);

  // Closes the connection with a reset instead of an orderly end.
  void reset();

  // Reports whether an answer or the end of file is there, or comes in time.
  [[nodiscard]] bool readable(std::chrono::nanoseconds timeout =
                                  std::chrono::nanoseconds::zero()) const;

 private:
  UniqueFd socket_;
};

// The same for a server of datagrams. Over Unix sockets it has a name of its
// own, unless told otherwise, so that it can be answered.
class DatagramClient {
 public:
  enum class Name { kOwn, kNone };
  explicit DatagramClient(const Address& server, Name name = Name::kOwn);

  [[nodiscard]] int fileno() const { return socket_.get(); }
  [[nodiscard]] Address address() const;

  // Throws std::system_error.
  void send(std::string_view datagram);

  // The next datagram. Throws std::system_error (EAGAIN) if none comes.
  std::string receive();

 private:
  UniqueFd socket_;
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_CLIENT_H_
