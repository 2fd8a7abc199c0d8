// WorkerReports: why a process could not serve, told to its parent.
//
// A process that finds that it can't serve could say so itself. But of four
// that find the same, four would say it. So it tells its parent through a pipe,
// with its number, and the parent says it once.
//
// Not thread-safe.

#ifndef CHAPTERS_05_POOLS_WORKER_REPORTS_H_
#define CHAPTERS_05_POOLS_WORKER_REPORTS_H_

#include "chapters/01_accept_loop/unique_fd.h"

#include <sys/types.h>

#include <map>
#include <string>
#include <string_view>

namespace socketserver {

class WorkerReports {
 public:
  // Throws std::system_error.
  WorkerReports();

  // For the process itself: the first line of `text`, or as much of it as
  // surely arrives in one piece. Never waits; what finds no room is left out.
  void write(std::string_view text) const;

  // For its parent: what the process has told; "" if that is nothing. Told
  // once.
  std::string take(pid_t pid);

 private:
  void read_all();

  UniqueFd read_end_;
  UniqueFd write_end_;
  std::map<pid_t, std::string> texts_;
};

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_WORKER_REPORTS_H_
