// Whatever is typed as an address: refused in one printable line, or an address
// that is shown as what can be typed again.

#include "chapters/support/address_text.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/one_line.h"

#include <stdexcept>
#include <system_error>

using socketserver::Address;
using socketserver::address_from_text;

namespace fuzz = socketserver::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Address address;
  try {
    address = address_from_text(fuzz::text_of(data, size));
  } catch (const std::invalid_argument& error) {
    fuzz::require_one_line(error.what());
    return 0;
  } catch (const std::system_error& error) {
    fuzz::require(error.code() == std::errc::filename_too_long, error.what());
    fuzz::require_one_line(error.what());
    return 0;
  }
  const std::string shown = address.to_string();
  fuzz::require_one_line(shown);
  if (!address.path().starts_with('@')) {  // The exception that it names.
    fuzz::require(address_from_text(shown) == address, shown + " comes back");
  }
  return 0;
}
