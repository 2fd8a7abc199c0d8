#include "chapters/support/path_guard.h"

#include "chapters/01_accept_loop/system_call.h"

#include <unistd.h>

namespace socketserver {

PathGuard::PathGuard(const Address& address) : path_(address.path()) {
  if (is_file()) {
    check(::lstat(path_.c_str(), &bound_), "lstat", address);
  }
}

PathGuard::~PathGuard() {
  struct stat found {};
  if (is_file() && ::lstat(path_.c_str(), &found) == 0 &&
      found.st_dev == bound_.st_dev && found.st_ino == bound_.st_ino) {
    ::unlink(path_.c_str());
  }
}

}  // namespace socketserver
