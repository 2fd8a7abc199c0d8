#include "chapters/01_accept_loop/patient_accept.h"

#include "chapters/01_accept_loop/accept_error.h"
#include "chapters/support/standard_streams.h"

#include <system_error>
#include <thread>
#include <utility>

namespace socketserver {

Connection accept_patiently(int listener) {
  bool told = false;
  while (true) {
    try {
      return accept_connection(listener);
    } catch (const std::system_error& error) {
      if (!std::exchange(told, true)) {
        log_line(error.what());
      }
      if (is_lasting(error.code())) {
        std::this_thread::sleep_for(kAcceptPause);
      }
    }
  }
}

}  // namespace socketserver
