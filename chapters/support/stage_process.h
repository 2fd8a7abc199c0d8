// StageProcess: a stage program, started as a process of its own.
//
// Python's subprocess.Popen, as far as the tour and the tests need it: start a
// program, read its lines, send it signals, learn how it ended; and whatever
// happens, leave no process behind. Every wait is bounded.
//
// Not thread-safe.

#ifndef CHAPTERS_SUPPORT_STAGE_PROCESS_H_
#define CHAPTERS_SUPPORT_STAGE_PROCESS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/deadline.h"

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace socketserver {

// The lines that arrive on the reading end of a pipe.
class LineReader {
 public:
  explicit LineReader(UniqueFd fd) : fd_(std::move(fd)) {}

  // The next line without its newline, which the last may lack; nothing at the
  // end of file. Throws std::runtime_error if neither has come before
  // `deadline`.
  std::optional<std::string> read_line(const Deadline& deadline);

 private:
  UniqueFd fd_;
  std::string buffer_;  // What was read beyond the last line.
};

class StageProcess {
 public:
  // No wait for a stage takes longer; then something is wrong with it.
  static constexpr std::chrono::seconds kPatience{10};

  // Starts `program` with `arguments`, its standard output and error connected
  // to out() and err(). Throws std::system_error.
  StageProcess(const std::string& program,
               const std::vector<std::string>& arguments);
  StageProcess(const StageProcess&) = delete;
  StageProcess& operator=(const StageProcess&) = delete;

  // Kills the process if it still runs.
  ~StageProcess();

  [[nodiscard]] pid_t pid() const { return pid_; }
  LineReader& out() { return out_; }
  LineReader& err() { return err_; }

  // Reads the stage's start line and returns the address. Throws
  // std::runtime_error with what the stage had to say if it didn't start, and
  // std::invalid_argument if the line is none.
  Address wait_until_serving();

  // Sends signal `number`. Throws std::system_error.
  void send_signal(int number) const;

  // Waits for the end: the exit status, or minus the number of the signal that
  // ended it, as Popen.wait() returns it. Throws std::runtime_error if it
  // doesn't end within kPatience.
  int wait();

 private:
  pid_t pid_ = -1;
  std::optional<int> status_;  // Set once the process has been reaped.
  LineReader out_;
  LineReader err_;
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_STAGE_PROCESS_H_
