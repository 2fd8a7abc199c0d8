#include "chapters/support/printable.h"

#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <system_error>

namespace socketserver {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

bool is_plain(char byte) {
  return ' ' <= byte && byte <= '~';
}

std::invalid_argument bad_escape(std::string_view text) {
  return std::invalid_argument('"' + printable(text) +
                               R"(": neither \\ nor \x and two digits)");
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  for (const char byte : text) {
    if (byte == '\\') {
      result += R"(\\)";
    } else if (is_plain(byte)) {
      result += byte;
    } else {
      const auto value = static_cast<unsigned char>(byte);
      result += "\\x";
      result += kDigits[value / kDigits.size()];
      result += kDigits[value % kDigits.size()];
    }
  }
  return result;
}

std::string from_printable(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    if (!text.starts_with('\\')) {
      result += text.front();
      text.remove_prefix(1);
    } else if (text.starts_with("\\\\")) {
      result += '\\';
      text.remove_prefix(2);
    } else {
      constexpr std::size_t kLength = 4;  // Of \xNN.
      unsigned char value = 0;
      const std::string_view digits = text.substr(0, kLength);
      const char* const end = digits.data() + digits.size();
      if (digits.size() != kLength || !digits.starts_with("\\x") ||
          std::from_chars(digits.data() + 2, end, value, 16).ptr != end) {
        throw bad_escape(text);
      }
      result += static_cast<char>(value);
      text.remove_prefix(kLength);
    }
  }
  return result;
}

}  // namespace socketserver
