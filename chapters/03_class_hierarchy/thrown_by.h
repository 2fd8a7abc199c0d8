// thrown_by: what a step throws, as a value.
//
// What is caught can be dealt with when the catch clause is over. A thread
// keeps the exceptions that it is handling on a stack. Handlers that took turns
// on one thread, each waiting inside of a clause, would take them off in the
// wrong order.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_THROWN_BY_H_
#define CHAPTERS_03_CLASS_HIERARCHY_THROWN_BY_H_

#include <exception>
#include <stdexcept>

namespace socketserver {

// In a catch clause: what is being caught. Never null: what a part of the
// program in another language has thrown is a std::runtime_error here.
inline std::exception_ptr caught() noexcept {
  if (std::exception_ptr error = std::current_exception()) {
    return error;
  }
  return std::make_exception_ptr(
      std::runtime_error("an exception of another language"));
}

// Runs `step`. Returns what it threw; null if nothing.
template <typename Step>
std::exception_ptr thrown_by(Step step) noexcept {
  try {
    step();
    return nullptr;
  } catch (...) {
    return caught();
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_THROWN_BY_H_
