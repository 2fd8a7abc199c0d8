#include "chapters/05_pools/worker_process.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/selector.h"

#include <sys/wait.h>

#include <csignal>
#include <exception>

namespace socketserver {
namespace {

WorkerProcess::Ending describe(pid_t pid, const siginfo_t& info) {
  const std::string who = "process " + std::to_string(pid);
  const std::string number = std::to_string(info.si_status);
  if (info.si_pid == 0) {  // SIGCHLD is ignored: nobody knows.
    return {.pid = pid, .text = who + " has ended"};
  }
  if (info.si_code == CLD_EXITED) {
    return {.pid = pid,
            .text = who + " has ended with status " + number,
            .by_itself = info.si_status == 0};
  }
  return {.pid = pid, .text = who + " was killed by signal " + number};
}

}  // namespace

WorkerProcess::~WorkerProcess() {
  if (process_) {
    process_->kill();
    process_->wait();
    static_cast<void>(process_->reap());
  }
}

void WorkerProcess::has_started(pid_t pid, PollSelector& selector) noexcept {
  process_.emplace(pid);
  rest_ = Deadline(kRest);
  try {
    if (process_->open()) {
      selector.register_fd(process_->fileno(), kEventRead);
    }
  } catch (const std::exception&) {
    process_->close();  // No memory; now it is like one without a pidfd.
  }
}

std::optional<WorkerProcess::Ending> WorkerProcess::reap(
    PollSelector& selector) {
  if (!process_) {
    return std::nullopt;
  }
  // A look first, since ChildProcess::reap doesn't tell how it has ended.
  siginfo_t info{};
  const int error = retry([&] {
    return ::waitid(P_PID, static_cast<id_t>(process_->pid()), &info,
                    WEXITED | WNOHANG | WNOWAIT);
  });
  if ((error == 0 && info.si_pid == 0) || !process_->reap()) {
    return std::nullopt;
  }
  const Ending ending = describe(process_->pid(), info);
  look_instead(selector);
  process_.reset();
  return ending;
}

void WorkerProcess::look_instead(PollSelector& selector) {
  if (fileno() != -1) {
    selector.unregister(fileno());
    process_->close();
  }
}

Timeout WorkerProcess::next_look(bool left_empty) const {
  if (!process_) {
    return left_empty ? Timeout() : rest_.remaining();
  }
  // Without a pidfd nothing tells when it ends.
  return fileno() == -1 ? Timeout(kLookInterval) : Timeout();
}

void WorkerProcess::send_signal(int number) const {
  if (process_) {
    ::kill(process_->pid(), number);
  }
}

}  // namespace socketserver
