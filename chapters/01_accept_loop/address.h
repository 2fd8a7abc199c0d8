// Address: where a socket lives.
//
// Python writes an address as a tuple, ("127.0.0.1", 8080), or as a path. The
// kernel wants a struct whose type depends on the family (sockaddr_in,
// sockaddr_in6, sockaddr_un) and its length. Address holds any of the three in
// a sockaddr_storage, which has room for each, and shows it as the kernel or as
// a reader wants it.
//
// A value: copy it freely. It resolves no names; asking a name server can take
// seconds and is none of a server's business at start-up.

#ifndef CHAPTERS_01_ACCEPT_LOOP_ADDRESS_H_
#define CHAPTERS_01_ACCEPT_LOOP_ADDRESS_H_

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace socketserver {

class Address {
 public:
  // No address: what an unbound Unix client of datagrams has, and what a call
  // that fills an address in starts from.
  Address() = default;

  // "127.0.0.1" or "localhost", and a port; 0 lets the kernel choose one.
  // Throws std::invalid_argument if `host` is no IPv4 address.
  static Address ipv4(std::string_view host, std::uint16_t port);

  // "::1" and a port; "fe80::1%eth0" on that interface, which a link-local
  // address needs. Throws std::invalid_argument if `host` is no IPv6 address.
  static Address ipv6(std::string_view host, std::uint16_t port);

  // Whichever of the two `host` is. Throws std::invalid_argument if neither.
  static Address inet(std::string_view host, std::uint16_t port);

  // A path in the file system; one that begins with a NUL is a name in Linux's
  // abstract space, and the empty one has the kernel choose such a name.
  // Throws std::system_error (ENAMETOOLONG) for a path of 108 bytes or more, or
  // a name of 109, and std::invalid_argument for a NUL inside.
  static Address unix_path(std::string_view path);

  // The address that `socket` is bound to: the way to learn the port when the
  // kernel has chosen it. Python's socket.getsockname().
  static Address getsockname(int socket);

  // AF_INET, AF_INET6 or AF_UNIX; AF_UNSPEC if there is no address.
  [[nodiscard]] sa_family_t family() const;

  // The port in the byte order of this machine; 0 where there is none.
  [[nodiscard]] std::uint16_t port() const;

  // The path of a Unix address, a leading NUL included; "" where there is none.
  [[nodiscard]] std::string path() const;

  // As people write it, IPv6 in brackets; "" if there is no address. One line
  // of printable characters, whatever name a client has chosen: see
  // printable().
  [[nodiscard]] std::string to_string() const;

  // For the calls that read an address: bind, connect, sendmsg.
  [[nodiscard]] const sockaddr* data() const;
  [[nodiscard]] socklen_t size() const { return size_; }

  // For the calls that write one: accept4, getsockname, recvfrom. room() sets
  // the size to all that there is room for, and the kernel overwrites it with
  // the true one.
  [[nodiscard]] sockaddr* data();
  [[nodiscard]] socklen_t* room();

  friend bool operator==(const Address& left, const Address& right);

 private:
  Address(const void* name, socklen_t size);

  sockaddr_storage storage_{};
  socklen_t size_ = 0;  // How much of storage_ is the address.
};

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_ADDRESS_H_
