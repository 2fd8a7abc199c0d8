#include "chapters/01_accept_loop/accept_error.h"

#include <algorithm>

namespace socketserver {

bool is_lasting(const std::error_code& code) {
  constexpr std::errc kLasting[] = {
      std::errc::too_many_files_open, std::errc::too_many_files_open_in_system,
      std::errc::no_buffer_space,     std::errc::not_enough_memory,
      std::errc::bad_file_descriptor, std::errc::not_a_socket,
      std::errc::invalid_argument};
  return std::ranges::any_of(kLasting,
                             [&](std::errc each) { return code == each; });
}

}  // namespace socketserver
