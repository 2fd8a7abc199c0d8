#include "chapters/03_class_hierarchy/request_handler.h"

#include <exception>

namespace socketserver {

void run_handler(BaseRequestHandler& handler) {
  handler.setup();
  std::exception_ptr thrown;
  try {
    handler.handle();
  } catch (...) {
    thrown = std::current_exception();
  }
  // Not inside of the catch clause: finish() may wait for the client, and a
  // thread that serves others meanwhile would mix up their exceptions.
  handler.finish();
  if (thrown != nullptr) {
    std::rethrow_exception(thrown);
  }
}

}  // namespace socketserver
