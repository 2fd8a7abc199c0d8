#include "chapters/01_accept_loop/patient_accept.h"

#include "chapters/01_accept_loop/failure_row.h"
#include "chapters/support/standard_streams.h"

#include <system_error>
#include <thread>

namespace socketserver {

Connection accept_patiently(int listener) {
  FailureRow row;
  while (true) {
    try {
      return accept_connection(listener);
    } catch (const std::system_error& error) {
      // Whatever the reason: no list of the errors that last is complete.
      if (row.failed()) {
        log_line(error.what());
      }
      if (row.lasts()) {
        std::this_thread::sleep_for(FailureRow::kRest);
      }
    }
  }
}

}  // namespace socketserver
