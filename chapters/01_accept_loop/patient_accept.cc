#include "chapters/01_accept_loop/patient_accept.h"

#include "chapters/01_accept_loop/standard_streams.h"

#include <cerrno>
#include <thread>
#include <utility>

namespace socketserver {

bool is_shortage(const std::error_code& code) {
  return code.category() == std::system_category() &&
         (code.value() == EMFILE || code.value() == ENFILE ||
          code.value() == ENOBUFS || code.value() == ENOMEM);
}

Connection accept_patiently(int listener) {
  bool told = false;
  while (true) {
    try {
      return accept_connection(listener);
    } catch (const std::system_error& error) {
      if (!std::exchange(told, true)) {
        log_line(error.what());
      }
      if (is_shortage(error.code())) {
        std::this_thread::sleep_for(kShortagePause);
      }
    }
  }
}

}  // namespace socketserver
