// How often a test of a race repeats itself.

#ifndef TESTS_SUPPORT_ROUNDS_H_
#define TESTS_SUPPORT_ROUNDS_H_

#include "chapters/support/environment.h"

#include <string>

namespace socketserver {

// `usual`, or what --test_env=ROUNDS=N says.
inline int rounds(int usual) {
  const std::string wanted = environment("ROUNDS");
  return wanted.empty() ? usual : std::stoi(wanted);
}

}  // namespace socketserver

#endif  // TESTS_SUPPORT_ROUNDS_H_
