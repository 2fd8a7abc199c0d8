// PathGuard: removes the file of a Unix socket, which outlives the socket.

#ifndef CHAPTERS_SUPPORT_PATH_GUARD_H_
#define CHAPTERS_SUPPORT_PATH_GUARD_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <string>

namespace socketserver {

// Removes the file of a Unix address when it goes, but not another one that has
// been put in its place. For any other address it does nothing.
//
// What tells two files apart is the number of the inode, which the file system
// gives to another file once nobody has the first one any more. So it is held
// open, for nothing else than that.
class PathGuard {
 public:
  // The file is there: the server has bound it just now. Throws
  // std::system_error, and then it has removed the file.
  explicit PathGuard(const Address& address);
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;
  ~PathGuard();

  // Leaves the file to somebody else.
  void release() { file_.reset(); }

 private:
  std::string path_;
  UniqueFd file_;  // Empty if there is none.
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_PATH_GUARD_H_
