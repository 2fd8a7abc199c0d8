// check_pthread: from the error of a pthread call to a C++ exception.

#ifndef CHAPTERS_SUPPORT_PTHREAD_CALL_H_
#define CHAPTERS_SUPPORT_PTHREAD_CALL_H_

#include <string>
#include <system_error>

namespace socketserver {

// The pthread calls return the error instead of setting errno, 0 if there is
// none. Throws std::system_error, "pthread_create: Resource temporarily
// unavailable".
inline void check_pthread(int error, const std::string& call) {
  if (error != 0) {
    throw std::system_error(error, std::system_category(), call);
  }
}

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_PTHREAD_CALL_H_
