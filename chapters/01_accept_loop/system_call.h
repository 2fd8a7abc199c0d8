// check and retry: from the kernel's errno to a C++ exception.
//
// A system call reports failure by returning -1 and leaving the reason in
// errno, of which each thread has its own. Forgetting to look is the oldest bug
// in network code, so each call whose failure matters goes through check, which
// throws. std::system_error is what Python calls OSError: a code to compare
// with, and a sentence to print.

#ifndef CHAPTERS_01_ACCEPT_LOOP_SYSTEM_CALL_H_
#define CHAPTERS_01_ACCEPT_LOOP_SYSTEM_CALL_H_

#include <cerrno>
#include <concepts>
#include <string>
#include <system_error>

namespace socketserver {

// Returns what a system call returned; throws std::system_error, with errno as
// its code and "accept4: Too many open files" as its text, if that was -1.
template <std::signed_integral Result>
Result check(Result result, const char* call) {
  if (result == -1) {
    throw std::system_error(errno, std::system_category(), call);
  }
  return result;
}

// The same, naming what the call was about:
// "bind 127.0.0.1:8080: Address already in use".
template <std::signed_integral Result, typename Subject>
Result check(Result result, const char* call, const Subject& subject) {
  if (result == -1) {
    const int error = errno;  // Saved before to_string() can overwrite it.
    throw std::system_error(error, std::system_category(),
                            call + (" " + subject.to_string()));
  }
  return result;
}

// Repeats a system call for as long as a signal cuts it short (EINTR) and
// returns its result. Python does this in nearly every call since 3.5 (PEP
// 475). Never use it for close(2), see UniqueFd::reset, nor for connect(2),
// which goes on by itself.
template <typename Call>
auto retry(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) {
    result = call();
  }
  return result;
}

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_SYSTEM_CALL_H_
