#include "chapters/01_accept_loop/address.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/support/printable.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace socketserver {
namespace {

constexpr std::size_t kPathOffset = offsetof(sockaddr_un, sun_path);

std::invalid_argument bad_host(std::string_view host, const char* wanted) {
  return std::invalid_argument("host \"" + printable(host) + "\": not " +
                               wanted);
}

// The system's calls stop at one, and would miss what follows.
bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

bool parse_host(int family, const std::string& host, void* address) {
  return !has_nul(host) && ::inet_pton(family, host.c_str(), address) == 1;
}

// 0 if there is none of that name.
unsigned interface_index(const std::string& name) {
  return has_nul(name) ? 0 : ::if_nametoindex(name.c_str());
}

}  // namespace

// Copied, not written through a cast: the compiler may take two types for two
// objects.
Address::Address(const void* name, socklen_t size) : size_(size) {
  std::memcpy(&storage_, name, size);
}

Address Address::ipv4(std::string_view host, std::uint16_t port) {
  // Not asked of the resolver: it may need a network to say what is always so.
  const std::string text(host == "localhost" ? "127.0.0.1" : host);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  // Ports and addresses travel most significant byte first, whatever this
  // machine's own order is: htons is "host to network, short".
  name.sin_port = htons(port);
  if (!parse_host(AF_INET, text, &name.sin_addr)) {
    throw bad_host(host, "an IPv4 address");
  }
  return {&name, sizeof name};
}

Address Address::ipv6(std::string_view host, std::uint16_t port) {
  sockaddr_in6 name{};
  name.sin6_family = AF_INET6;
  name.sin6_port = htons(port);
  const std::size_t percent = host.find('%');
  if (percent != std::string_view::npos) {
    // Each interface has a network of these; without it nobody knows which.
    name.sin6_scope_id = interface_index(std::string(host.substr(percent + 1)));
    if (name.sin6_scope_id == 0) {
      throw bad_host(host, "on an interface of this machine");
    }
  }
  if (!parse_host(AF_INET6, std::string(host.substr(0, percent)),
                  &name.sin6_addr)) {
    throw bad_host(host, "an IPv6 address");
  }
  return {&name, sizeof name};
}

Address Address::inet(std::string_view host, std::uint16_t port) {
  if (host.find('%') != std::string_view::npos) {
    return ipv6(host, port);
  }
  try {
    return host.find(':') == std::string_view::npos ? ipv4(host, port)
                                                    : ipv6(host, port);
  } catch (const std::invalid_argument&) {
    throw bad_host(host, "a numeric IPv4 or IPv6 address, nor localhost");
  }
}

Address Address::unix_path(std::string_view path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const bool abstract = path.starts_with('\0');
  // The kernel would stop there, and bind another path than the one asked for.
  if (!abstract && has_nul(path)) {
    throw std::invalid_argument("AF_UNIX path: a NUL inside");
  }
  // A path in the file system ends with a NUL, which needs room too.
  const std::size_t longest = sizeof name.sun_path - (abstract ? 0 : 1);
  if (path.size() > longest) {
    throw std::system_error(ENAMETOOLONG, std::system_category(),
                            "AF_UNIX path " + printable(path));
  }
  path.copy(name.sun_path, path.size());
  const std::size_t end = path.empty() || abstract ? 0 : 1;
  return {&name, static_cast<socklen_t>(kPathOffset + path.size() + end)};
}

Address Address::getsockname(int socket) {
  Address address;
  check(::getsockname(socket, address.data(), address.room()), "getsockname");
  return address;
}

sa_family_t Address::family() const {
  return size_ == 0 ? sa_family_t{AF_UNSPEC} : storage_.ss_family;
}

std::uint16_t Address::port() const {
  // The port stands at the same place in sockaddr_in and sockaddr_in6.
  static_assert(offsetof(sockaddr_in, sin_port) ==
                offsetof(sockaddr_in6, sin6_port));
  if (family() != AF_INET && family() != AF_INET6) {
    return 0;
  }
  sockaddr_in name{};
  std::memcpy(&name, &storage_, sizeof name);
  return ntohs(name.sin_port);
}

std::string Address::path() const {
  if (family() != AF_UNIX || size_ <= kPathOffset) {
    return "";
  }
  sockaddr_un name{};
  std::memcpy(&name, &storage_, sizeof name);
  // A path that fills sun_path has its terminating NUL, which the kernel
  // counts, behind it.
  const std::size_t room =
      std::min<std::size_t>(size_ - kPathOffset, sizeof name.sun_path);
  const bool abstract = name.sun_path[0] == '\0';
  return {name.sun_path, abstract ? room : ::strnlen(name.sun_path, room)};
}

// All calls take a pointer to sockaddr: the "base class" of the families, in a
// language that has none.
const sockaddr* Address::data() const {
  return reinterpret_cast<const sockaddr*>(&storage_);
}

sockaddr* Address::data() {
  return reinterpret_cast<sockaddr*>(&storage_);
}

socklen_t* Address::room() {
  size_ = sizeof storage_;
  return &size_;
}

bool operator==(const Address& left, const Address& right) {
  return left.size_ == right.size_ &&
         std::memcmp(&left.storage_, &right.storage_, left.size_) == 0;
}

}  // namespace socketserver
