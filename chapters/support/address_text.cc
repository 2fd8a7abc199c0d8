#include "chapters/support/address_text.h"

#include "chapters/support/printable.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <system_error>

namespace socketserver {
namespace {

std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end) {
    throw std::invalid_argument("port \"" + printable(text) +
                                "\": not a number from 0 to 65535");
  }
  return port;
}

}  // namespace

Address address_from_text(std::string_view text) {
  if (text.starts_with('@')) {
    return Address::unix_path('\0' + from_printable(text.substr(1)));
  }
  if (text.find('/') != std::string_view::npos) {
    return Address::unix_path(from_printable(text));
  }
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) {
    throw std::invalid_argument("address \"" + printable(text) +
                                "\": neither HOST:PORT nor a path");
  }
  std::string_view host = text.substr(0, colon);
  const std::uint16_t port = parse_port(text.substr(colon + 1));
  if (host.starts_with('[') && host.ends_with(']')) {
    return Address::ipv6(host.substr(1, host.size() - 2), port);
  }
  return Address::ipv4(host, port);
}

}  // namespace socketserver
