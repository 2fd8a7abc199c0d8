#include "chapters/support/start_line.h"

#include "chapters/support/address_text.h"
#include "chapters/support/printable.h"
#include "chapters/support/standard_streams.h"

#include <unistd.h>

#include <charconv>
#include <cstddef>
#include <stdexcept>

namespace socketserver {
namespace {

constexpr std::string_view kServing = "serving ";
constexpr std::string_view kOn = " on ";
constexpr std::string_view kPid = ", pid ";

}  // namespace

void print_start_line(const std::string& name, const Address& address) {
  print_line(std::string(kServing) + name + std::string(kOn) +
             address.to_string() + std::string(kPid) +
             std::to_string(::getpid()));
}

StartLine parse_start_line(std::string_view line) {
  // A path may hold any of the words, the name and the pid none.
  const std::size_t on = line.find(kOn);
  const std::size_t comma = line.rfind(kPid);
  if (line.starts_with(kServing) && on < comma &&
      comma != std::string_view::npos) {
    const std::size_t where = on + kOn.size();
    const std::string_view number = line.substr(comma + kPid.size());
    pid_t pid = 0;
    const char* const end = number.data() + number.size();
    if (std::from_chars(number.data(), end, pid).ptr == end && pid > 0) {
      return {.name = std::string(
                  line.substr(kServing.size(), on - kServing.size())),
              .address = address_from_text(line.substr(where, comma - where)),
              .pid = pid};
    }
  }
  throw std::invalid_argument("no start line: \"" + printable(line) + "\"");
}

}  // namespace socketserver
