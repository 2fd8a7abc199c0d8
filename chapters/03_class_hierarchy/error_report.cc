#include "chapters/03_class_hierarchy/error_report.h"

#include "chapters/01_accept_loop/standard_streams.h"

#include <cxxabi.h>

#include <cstddef>
#include <cstdlib>
#include <exception>
#include <memory>
#include <typeinfo>

namespace socketserver {
namespace {

std::string name_of(const std::type_info& type) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type.name(), nullptr, nullptr, nullptr), &std::free);
  return name == nullptr ? type.name() : name.get();
}

}  // namespace

std::string describe_current_exception() {
  try {
    throw;
  } catch (const std::exception& error) {
    return name_of(typeid(error)) + ": " + error.what();
  } catch (...) {
    return name_of(*abi::__cxa_current_exception_type());
  }
}

void print_error_report(const Address& client_address) {
  constexpr std::size_t kRuleLength = 40;
  const std::string rule(kRuleLength, '-');
  const std::string what =
      client_address == Address()
          ? "Exception occurred in the server"
          : "Exception occurred during processing of request from " +
                client_address.to_string();
  log_line(rule + "\n" + what + "\n" + describe_current_exception() + "\n" +
           rule);
}

}  // namespace socketserver
