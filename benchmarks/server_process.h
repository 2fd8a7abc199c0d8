// ServerProcess: a server that is measured, in a process of its own.
//
// Of its own, because a forking server forks all that its process has, and the
// load generator must not be part of that.
//
// Not thread-safe; one at a time in a process, since what the kernel says about
// ended children is one sum over all of them.

#ifndef BENCHMARKS_SERVER_PROCESS_H_
#define BENCHMARKS_SERVER_PROCESS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/support/stage_process.h"

#include <chrono>
#include <string>
#include <vector>

namespace socketserver {

class ServerProcess {
 public:
  // Starts `command`, a program and its arguments, and waits until it serves.
  // Throws std::runtime_error with what it had to say if it doesn't.
  explicit ServerProcess(const std::vector<std::string>& command);

  [[nodiscard]] const Address& address() const { return address_; }

  // Ends the server, when its clients have gone, and returns the processor's
  // time that it has had since it began to serve, threads and children
  // included, its own end not. Call it once.
  std::chrono::nanoseconds stop();

 private:
  std::chrono::nanoseconds children_before_;
  StageProcess process_;
  Address address_;
  std::chrono::nanoseconds startup_;
};

}  // namespace socketserver

#endif  // BENCHMARKS_SERVER_PROCESS_H_
