// Whatever an exception says, and whatever a client is called: a report has
// four lines, and nothing is lost in them.

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/error_report.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/support/printable.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/one_line.h"

#include <sys/mman.h>
#include <unistd.h>

#include <exception>
#include <stdexcept>

namespace fuzz = socketserver::fuzz;

namespace {

using socketserver::check;
using socketserver::UniqueFd;

// What `print` writes to standard error.
template <typename Print>
std::string printed(Print print) {
  const UniqueFd terminal(check(::dup(STDERR_FILENO), "dup"));
  const UniqueFd file(check(::memfd_create("report", 0), "memfd_create"));
  check(::dup2(file.get(), STDERR_FILENO), "dup2");
  print();
  check(::dup2(terminal.get(), STDERR_FILENO), "dup2");
  const off_t size = check(::lseek(file.get(), 0, SEEK_END), "lseek");
  std::string text(static_cast<std::size_t>(size), '\0');
  check(::pread(file.get(), text.data(), text.size(), 0), "pread");
  return text;
}

// A client may bind its socket to any name that fits, so that any will do.
socketserver::Address client_named(std::string_view bytes) {
  constexpr std::size_t kLongest = 107;
  return socketserver::Address::unix_path(
      '\0' + std::string(bytes.substr(0, kLongest)));
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text_of(data, size));
  const std::string what =
      text.substr(0, text.find('\0'));  // what() ends there.
  const auto error = std::make_exception_ptr(std::runtime_error(what));

  const std::string described = socketserver::describe(error);
  fuzz::require_one_line(described);
  fuzz::require(
      described == "std::runtime_error: " + socketserver::printable(what),
      described);
  fuzz::require(
      socketserver::from_printable(socketserver::printable(text)) == text,
      "what is printed tells what it was");

  const socketserver::Address client = client_named(text);
  const std::string report = printed([&] {
    socketserver::print_error_report(socketserver::Request(), client, error);
  });
  const std::string rule(40, '-');
  fuzz::require(report == rule +
                              "\nException occurred during processing of "
                              "request from " +
                              client.to_string() + '\n' + described + '\n' +
                              rule + '\n',
                report);
  fuzz::require_one_line(client.to_string());
  return 0;
}
