// Draws a timeline with the characters of a terminal.

#ifndef CHAPTERS_TOUR_TERMINAL_DRAWING_H_
#define CHAPTERS_TOUR_TERMINAL_DRAWING_H_

#include "chapters/tour/timeline.h"

#include <cstddef>
#include <string>

namespace socketserver {

struct Terminal {
  std::size_t width = 80;  // In columns.
  bool utf8 = false;       // Else '#' stands for a block.
  bool colour = false;

  // What standard output can show: its width from the terminal or COLUMNS, the
  // characters from the locale, colour if it is a terminal and NO_COLOR isn't
  // set. Sets the process's LC_CTYPE from the environment.
  static Terminal of_standard_output();
};

// The timeline in lines of at most terminal.width columns, as long as that is
// 40 or more; ends with a newline.
std::string draw(const Timeline& timeline, const Terminal& terminal);

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_TERMINAL_DRAWING_H_
