#include "chapters/03_class_hierarchy/error_report.h"

#include "chapters/support/printable.h"
#include "chapters/support/standard_streams.h"

#include <cxxabi.h>

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <memory>
#include <new>
#include <typeinfo>
#include <variant>

namespace socketserver {
namespace {

std::string name_of(const std::type_info& type) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), &std::free);
  return name == nullptr ? type.name() : name.get();
}

std::string where(const Request& request, const Address& client_address) {
  const auto* stream = std::get_if<Stream>(&request);
  const bool has_request = stream == nullptr || *stream;
  if (!has_request && client_address == Address()) {
    return "in the server";
  }
  const std::string name = client_address.to_string();
  return "during processing of request from " +
         (name.empty() ? "a client without a name" : name);
}

}  // namespace

std::string describe(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const std::exception& thrown) {
    return name_of(typeid(thrown)) + ": " + printable(thrown.what());
  } catch (...) {
    // An int, say: there is a type, and nothing that it says.
    return name_of(*abi::__cxa_current_exception_type());
  }
}

void print_error_report(const Request& request, const Address& client_address,
                        const std::exception_ptr& error) noexcept {
  constexpr std::size_t kRuleLength = 40;
  try {
    const std::string rule(kRuleLength, '-');
    // In one piece, so that it goes out in one write.
    log_line(rule + "\nException occurred " + where(request, client_address) +
             "\n" + describe(error) + "\n" + rule);
  } catch (const std::bad_alloc&) {
    log_line("no memory");  // So short that a string needs none for it.
  }
}

}  // namespace socketserver
