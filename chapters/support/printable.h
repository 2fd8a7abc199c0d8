// printable: text that somebody else has chosen, for a log or a terminal.
//
// The name of a client's socket, an answer, a path: a newline in it would forge
// a line of the log, and an escape could clear the screen of whoever reads it.

#ifndef CHAPTERS_SUPPORT_PRINTABLE_H_
#define CHAPTERS_SUPPORT_PRINTABLE_H_

#include <string>
#include <string_view>

namespace socketserver {

// The same in one line of printable ASCII: any other byte becomes \xNN, and a
// backslash becomes two, so that nothing else looks like that.
std::string printable(std::string_view text);

// The inverse; what isn't printable stays as it is. Throws
// std::invalid_argument for a backslash that begins neither of the two.
std::string from_printable(std::string_view text);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_PRINTABLE_H_
