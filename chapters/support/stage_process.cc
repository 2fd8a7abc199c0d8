#include "chapters/support/stage_process.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/poll_selector.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/support/start_line.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace socketserver {
namespace {

struct Pipe {
  UniqueFd read;
  UniqueFd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

pid_t spawn(const std::string& program,
            const std::vector<std::string>& arguments, int out, int err) {
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const std::string& argument : arguments) {
    argv.push_back(const_cast<char*>(argument.c_str()));
  }
  argv.push_back(nullptr);

  ::posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null",
                                     O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions, nullptr,
                                  argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) {  // Returned, not left in errno.
    throw std::system_error(error, std::system_category(),
                            "posix_spawn " + program);
  }
  return pid;
}

// Waits until `fd` is readable.
void wait_readable(int fd, const Deadline& deadline, const char* what) {
  PollSelector selector;
  selector.register_fd(fd, kEventRead);
  if (selector.select(deadline.remaining()).empty()) {
    throw std::runtime_error(std::string("timed out waiting for ") + what);
  }
}

}  // namespace

std::optional<std::string> LineReader::read_line(const Deadline& deadline) {
  while (true) {
    const std::size_t newline = buffer_.find('\n');
    if (newline != std::string::npos) {
      std::string line = buffer_.substr(0, newline);
      buffer_.erase(0, newline + 1);
      return line;
    }
    wait_readable(fd_.get(), deadline, "a line");
    std::array<char, 4096> chunk{};
    const ssize_t size = check(
        retry([&] { return ::read(fd_.get(), chunk.data(), chunk.size()); }),
        "read");
    if (size == 0) {
      return buffer_.empty() ? std::nullopt
                             : std::optional(std::exchange(buffer_, ""));
    }
    buffer_.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

StageProcess::StageProcess(const std::string& program,
                           const std::vector<std::string>& arguments)
    : out_(UniqueFd()), err_(UniqueFd()) {
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  pid_ = spawn(program, arguments, out.write.get(), err.write.get());
  out_ = LineReader(std::move(out.read));
  err_ = LineReader(std::move(err.read));
}

StageProcess::~StageProcess() {
  if (!status_) {
    ::kill(pid_, SIGKILL);
    retry([this] { return ::waitpid(pid_, nullptr, 0); });
  }
}

Address StageProcess::wait_until_serving() {
  const Deadline deadline(kPatience);
  const auto line = out_.read_line(deadline);
  if (!line) {
    throw std::runtime_error("the stage did not start: " +
                             err_.read_line(deadline).value_or("no reason"));
  }
  return parse_start_line(*line).address;
}

void StageProcess::send_signal(int number) const {
  check(::kill(pid_, number), "kill");
}

int StageProcess::wait() {
  if (!status_) {
    // A pidfd stands for a process, and is readable once that has ended; it
    // gives waitpid the time-out that it lacks.
    const UniqueFd process(static_cast<int>(
        check(::syscall(SYS_pidfd_open, pid_, 0), "pidfd_open")));
    wait_readable(process.get(), Deadline(kPatience), "the stage to end");
    int status = 0;
    check(retry([&] { return ::waitpid(pid_, &status, 0); }), "waitpid");
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }
  return *status_;
}

}  // namespace socketserver
