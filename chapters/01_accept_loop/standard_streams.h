// The three descriptors that every process starts with, and lines on them.
//
// A line goes out in one write(2), not through a buffer: it is visible at once,
// lines of several threads never mix, and a forked child can't write its
// parent's lines a second time.

#ifndef CHAPTERS_01_ACCEPT_LOOP_STANDARD_STREAMS_H_
#define CHAPTERS_01_ACCEPT_LOOP_STANDARD_STREAMS_H_

#include <string>

namespace socketserver {

// Opens /dev/null as standard input, output or error where the parent has
// closed it (`program >&-`). Otherwise the first socket would get the free
// number, and what is printed would go to a client. Call it first thing in
// main. Throws std::system_error.
void open_missing_standard_streams();

// Writes `line` and a newline to standard output, to standard error. An error
// is ignored: a server goes on serving when nobody can read its log any more.
// Safe from every thread.
void print_line(std::string line);
void log_line(std::string line);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_STANDARD_STREAMS_H_
