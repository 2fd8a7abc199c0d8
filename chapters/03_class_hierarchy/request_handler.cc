#include "chapters/03_class_hierarchy/request_handler.h"

namespace socketserver {

void run_handler(BaseRequestHandler& handler) {
  handler.setup();
  try {
    handler.handle();
  } catch (...) {
    handler.finish();
    throw;
  }
  handler.finish();
}

}  // namespace socketserver
