#include "chapters/03_class_hierarchy/request_handler.h"

#include "chapters/03_class_hierarchy/thrown_by.h"

#include <exception>

namespace socketserver {

void run_handler(BaseRequestHandler& handler) {
  handler.setup();
  const std::exception_ptr by_handle = thrown_by([&] { handler.handle(); });
  const std::exception_ptr by_finish = thrown_by([&] { handler.finish(); });
  // The first is the cause; a failing finish() mostly follows from it.
  if (by_handle != nullptr || by_finish != nullptr) {
    std::rethrow_exception(by_handle != nullptr ? by_handle : by_finish);
  }
}

}  // namespace socketserver
