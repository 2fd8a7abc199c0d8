#include "chapters/05_pools/worker_reports.h"

#include "chapters/01_accept_loop/system_call.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <sstream>
#include <string>

namespace socketserver {

WorkerReports::WorkerReports() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK), "pipe2");
  read_end_.reset(ends[0]);
  write_end_.reset(ends[1]);
}

void WorkerReports::write(std::string_view text) const {
  constexpr std::size_t kLongest = 1000;  // A pipe takes 4,096 bytes at once.
  const std::string_view first = text.substr(0, text.find('\n'));
  const std::string line =
      std::to_string(::getpid()) + ' ' +
      std::string(first.empty() ? "for no reason" : first.substr(0, kLongest)) +
      '\n';
  retry([&] { return ::write(write_end_.get(), line.data(), line.size()); });
}

std::string WorkerReports::take(pid_t pid) {
  read_all();
  const auto node = texts_.extract(pid);
  return node.empty() ? "" : node.mapped();
}

void WorkerReports::read_all() {
  std::array<char, 4096> room{};
  std::string lines;
  ssize_t size = 0;
  while ((size = retry([&] {
            return ::read(read_end_.get(), room.data(), room.size());
          })) > 0) {
    lines.append(room.data(), static_cast<std::size_t>(size));
  }
  std::istringstream in(lines);
  pid_t pid = 0;
  for (std::string text; in >> pid && std::getline(in >> std::ws, text);) {
    texts_[pid] = text;
  }
}

}  // namespace socketserver
