// PathGuard: removes the file of a Unix socket, which outlives the socket.

#ifndef CHAPTERS_SUPPORT_PATH_GUARD_H_
#define CHAPTERS_SUPPORT_PATH_GUARD_H_

#include "chapters/01_accept_loop/address.h"

#include <sys/stat.h>

#include <string>

namespace socketserver {

// Removes the file of a Unix address when it goes, but not another one that has
// been put in its place. For any other address it does nothing.
class PathGuard {
 public:
  // The file is there: the server has bound it. Throws std::system_error.
  explicit PathGuard(const Address& address);
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;
  ~PathGuard();

 private:
  [[nodiscard]] bool is_file() const {
    return !path_.empty() && path_.front() != '\0';
  }

  std::string path_;
  struct stat bound_ {};
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_PATH_GUARD_H_
