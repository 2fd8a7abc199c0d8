// deny: system calls that fail, as a security module or an old kernel has them
// fail.

#ifndef TESTS_SUPPORT_DENY_H_
#define TESTS_SUPPORT_DENY_H_

#include <seccomp.h>

#include <string>
#include <system_error>

namespace socketserver {

// From now on `call` fails with `error` in this thread, and in those threads
// and programs that it starts; nothing takes that back. Throws
// std::system_error.
inline void deny(const std::string& call, int error) {
  // libseccomp returns the negative error.
  const auto check_result = [](int result, const std::string& what) {
    if (result < 0) {
      throw std::system_error(-result, std::system_category(), what);
    }
  };
  auto* const filter = ::seccomp_init(SCMP_ACT_ALLOW);
  const int number = ::seccomp_syscall_resolve_name(call.c_str());
  check_result(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(error), number, 0),
               "seccomp_rule_add " + call);
  check_result(::seccomp_load(filter), "seccomp_load");
  ::seccomp_release(filter);
}

}  // namespace socketserver

#endif  // TESTS_SUPPORT_DENY_H_
