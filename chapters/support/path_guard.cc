#include "chapters/support/path_guard.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace socketserver {

PathGuard::PathGuard(const Address& address) : path_(address.path()) {
  if (!path_.empty() && path_.front() != '\0') {  // No abstract name.
    // O_PATH: not to read or write it, which a socket's file can't be.
    const int file = ::open(path_.c_str(), O_PATH | O_NOFOLLOW | O_CLOEXEC);
    const int error = errno;
    if (file == -1) {
      ::unlink(path_.c_str());
      throw std::system_error(error, std::system_category(),
                              "open " + address.to_string());
    }
    file_.reset(file);
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
