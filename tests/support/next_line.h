// next_line: what a program says next.

#ifndef TESTS_SUPPORT_NEXT_LINE_H_
#define TESTS_SUPPORT_NEXT_LINE_H_

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/stage_process.h"

#include <optional>
#include <string>

namespace socketserver {

// The next line of `lines`; nothing at the end of file. Throws
// std::runtime_error if neither comes in time.
inline std::optional<std::string> next_line(LineReader& lines) {
  return lines.read_line(Deadline(StageProcess::kPatience));
}

}  // namespace socketserver

#endif  // TESTS_SUPPORT_NEXT_LINE_H_
