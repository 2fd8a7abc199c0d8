#include "chapters/support/path_guard.h"

#include "chapters/01_accept_loop/system_call.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace socketserver {

PathGuard::PathGuard(const Address& address) : path_(address.path()) {
  if (!path_.empty() && path_.front() != '\0') {  // No abstract name.
    // O_PATH: not to read or write it, which a socket's file can't be.
    file_ =
        UniqueFd(check(::open(path_.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC),
                       "open", address));
  }
}

PathGuard::~PathGuard() {
  struct stat bound {};
  struct stat found {};
  if (file_ && ::fstat(file_.get(), &bound) == 0 &&
      ::lstat(path_.c_str(), &found) == 0 && found.st_dev == bound.st_dev &&
      found.st_ino == bound.st_ino) {
    ::unlink(path_.c_str());
  }
}

}  // namespace socketserver
