// What the environment says: Python's os.environ.get(name, "").

#ifndef CHAPTERS_SUPPORT_ENVIRONMENT_H_
#define CHAPTERS_SUPPORT_ENVIRONMENT_H_

#include <cstdlib>
#include <string>

namespace socketserver {

// The value of the environment variable `name`, or "" if it isn't set. Not safe
// while another thread changes the environment.
inline std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_ENVIRONMENT_H_
