// What is printed when a request fails: the default of handle_error.
//
// Optional depth. Python prints a traceback between two rules; C++ has no
// traceback to print, but the type and the text of the exception.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_ERROR_REPORT_H_
#define CHAPTERS_03_CLASS_HIERARCHY_ERROR_REPORT_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"

#include <exception>
#include <string>

namespace socketserver {

// What was thrown as "std::system_error: send: Broken pipe", or its type alone
// if it isn't a std::exception; in one printable line, whatever the text says.
// REQUIRES: `error` is not null.
std::string describe(const std::exception_ptr& error);

// Writes the report to standard error in one write, so that those of several
// threads don't mix. Without a request or a client, it says that the server
// itself failed; without the memory for a report, only that. Safe from every
// thread.
void print_error_report(const Request& request, const Address& client_address,
                        const std::exception_ptr& error) noexcept;

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_ERROR_REPORT_H_
