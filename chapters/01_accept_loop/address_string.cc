// Address::to_string, apart from what the kernel needs of an address.

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/printable.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>

#include <array>
#include <cstring>

namespace socketserver {
namespace {

std::string interface_name(std::uint32_t index) {
  std::array<char, IF_NAMESIZE> name{};
  // It may have gone since the address was made.
  return ::if_indextoname(index, name.data()) == nullptr ? std::to_string(index)
                                                         : name.data();
}

}  // namespace

std::string Address::to_string() const {
  std::array<char, INET6_ADDRSTRLEN> host{};
  switch (family()) {
    case AF_INET: {
      sockaddr_in name{};
      std::memcpy(&name, &storage_, sizeof name);
      ::inet_ntop(AF_INET, &name.sin_addr, host.data(), host.size());
      return std::string(host.data()) + ":" + std::to_string(port());
    }
    case AF_INET6: {
      sockaddr_in6 name{};
      std::memcpy(&name, &storage_, sizeof name);
      ::inet_ntop(AF_INET6, &name.sin6_addr, host.data(), host.size());
      std::string text = host.data();
      if (name.sin6_scope_id != 0) {
        text += "%" + interface_name(name.sin6_scope_id);
      }
      return "[" + text + "]:" + std::to_string(port());
    }
    default: {
      std::string text = path();
      if (text.starts_with('\0')) {
        text[0] = '@';  // As ss(8) and /proc/net/unix show it.
      }
      return printable(text);
    }
  }
}

}  // namespace socketserver
