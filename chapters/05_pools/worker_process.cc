#include "chapters/05_pools/worker_process.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/selector.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace socketserver {
namespace {

WorkerProcess::Ending describe(pid_t pid, const siginfo_t& info) {
  const std::string who = "process " + std::to_string(pid);
  const std::string number = std::to_string(info.si_status);
  if (info.si_pid == 0) {
    return {.text = who + " has ended"};  // SIGCHLD is ignored: nobody knows.
  }
  if (info.si_code == CLD_EXITED) {
    return {.text = who + " has ended with status " + number,
            .could_not_serve = info.si_status == kCouldNotServe};
  }
  return {.text = who + " was killed by signal " + number};
}

}  // namespace

WorkerProcess::~WorkerProcess() {
  if (process_) {
    process_->kill();
    process_->wait();
    static_cast<void>(process_->reap());
  }
}

void WorkerProcess::has_started(pid_t pid, PollSelector& selector) {
  process_.emplace(pid);
  rest();
  if (process_->open()) {
    selector.register_fd(process_->fileno(), kEventRead);
  }
}

std::optional<WorkerProcess::Ending> WorkerProcess::reap(
    PollSelector& selector) {
  if (!process_) {
    return std::nullopt;
  }
  // A look first, since to reap it is to forget how it has ended.
  siginfo_t info{};
  retry([&] {
    return ::waitid(P_PID, static_cast<id_t>(process_->pid()), &info,
                    WEXITED | WNOHANG | WNOWAIT);
  });
  if (!process_->reap()) {
    return std::nullopt;
  }
  const Ending ending = describe(process_->pid(), info);
  if (process_->fileno() != -1) {
    selector.unregister(process_->fileno());
  }
  process_.reset();
  return ending;
}

Timeout WorkerProcess::next_look(bool left_empty) const {
  if (!process_) {
    return left_empty ? Timeout() : rest_.remaining();
  }
  // Without a pidfd nothing tells when it ends.
  return process_->fileno() == -1 ? Timeout(kLookInterval) : Timeout();
}

void WorkerProcess::send_signal(int number) const {
  if (process_) {
    ::kill(process_->pid(), number);
  }
}

Reports::Reports() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), "pipe2");
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
}

void Reports::write(const std::string& text) const noexcept {
  const std::string line = text + '\n';
  retry([&] { return ::write(write_end_.get(), line.data(), line.size()); });
}

std::string Reports::read() const {
  std::array<char, 512> text{};
  const ssize_t size =
      retry([&] { return ::read(read_end_.get(), text.data(), text.size()); });
  const std::string lines(text.data(),
                          size > 0 ? static_cast<std::size_t>(size) : 0);
  return lines.substr(0, lines.find('\n'));
}

}  // namespace socketserver
