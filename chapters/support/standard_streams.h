// The three descriptors that every process starts with, and lines on them.
//
// A line goes out in one write(2), not through a buffer: it is visible at once,
// lines of several threads don't mix (in a pipe: up to 4096 bytes), and a
// forked child can't write its parent's lines a second time.

#ifndef CHAPTERS_SUPPORT_STANDARD_STREAMS_H_
#define CHAPTERS_SUPPORT_STANDARD_STREAMS_H_

#include <string>

namespace socketserver {

// Opens /dev/null as standard input, output or error where the parent has
// closed it (`program >&-`). Otherwise sockets would get the free numbers, and
// what is printed would go to a client. Call it first thing in main. Throws
// std::system_error.
void open_missing_standard_streams();

// Has a write that nobody reads any more, or that would exceed a limit of size,
// fail instead of ending the process: catches SIGPIPE and SIGXFSZ. One that is
// ignored already stays ignored. By a handler that does nothing, which a
// program that this one starts doesn't inherit. Throws std::system_error.
void let_writes_fail();

// print_line writes `line` and a newline to standard output, log_line to
// standard error. An error is ignored: a server goes on serving when its disk
// is full or, after let_writes_fail(), nobody reads its log any more.
// Safe from every thread.
void print_line(std::string line);
void log_line(std::string line);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_STANDARD_STREAMS_H_
