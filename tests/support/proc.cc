#include "tests/support/proc.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/deadline.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

namespace socketserver::proc {
namespace {

std::string path_of(pid_t pid, const std::string& entry) {
  return "/proc/" + std::to_string(pid) + "/" + entry;
}

// The rest of the line that begins with "KEY:" in a file of such lines.
std::string value_of(const std::string& path, const std::string& key) {
  std::ifstream file(path);
  std::string word;
  while (file >> word) {
    if (word == key + ":") {
      file >> word;
      return word;
    }
  }
  throw std::runtime_error(path + ": no " + key);
}

// The field with that number, counted from 1 as in proc(5).
std::string field_of_stat(const std::string& line, int field) {
  // What follows "(name)" is the third field: a name may have blanks in it.
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string value;
  for (int number = 3; number <= field; ++number) {
    fields >> value;
  }
  return value;
}

std::int64_t number_in_stat(pid_t pid, int field) {
  std::ifstream file(path_of(pid, "stat"));
  std::string line;
  std::getline(file, line);
  return std::stoll(field_of_stat(line, field));
}

}  // namespace

std::vector<int> descriptors(pid_t pid) {
  std::vector<int> result;
  for (const auto& entry :
       std::filesystem::directory_iterator(path_of(pid, "fd"))) {
    result.push_back(std::stoi(entry.path().filename()));
  }
  return result;
}

std::string descriptor_target(pid_t pid, int fd) {
  std::error_code gone;  // Closed meanwhile.
  return std::filesystem::read_symlink(path_of(pid, "fd/" + std::to_string(fd)),
                                       gone);
}

std::uint64_t descriptor_flags(pid_t pid, int fd) {
  constexpr int kOctal = 8;
  return std::stoul(
      value_of(path_of(pid, "fdinfo/" + std::to_string(fd)), "flags"), nullptr,
      kOctal);
}

std::vector<int> sockets(pid_t pid) {
  std::vector<int> result = descriptors(pid);
  std::erase_if(result, [pid](int fd) {
    return !descriptor_target(pid, fd).starts_with("socket:");
  });
  return result;
}

std::string status(pid_t pid, const std::string& key) {
  return value_of(path_of(pid, "status"), key);
}

std::vector<pid_t> children(pid_t pid) {
  std::vector<pid_t> pids;
  // Those that any of its threads has forked.
  for (const auto& task :
       std::filesystem::directory_iterator(path_of(pid, "task"))) {
    std::ifstream list(task.path() / "children");
    pids.insert(pids.end(), std::istream_iterator<pid_t>(list), {});
  }
  return pids;
}

bool catches(pid_t pid, int number) {
  constexpr int kHexadecimal = 16;
  const std::uint64_t mask =
      std::stoull(status(pid, "SigCgt"), nullptr, kHexadecimal);
  return (mask >> (number - 1) & 1) != 0;
}

void wait_until_taken(pid_t pid) {
  wait_until([pid] {
    return std::ranges::all_of(status(pid, "ShdPnd"),
                               [](char digit) { return digit == '0'; });
  });
}

std::int64_t cpu_ticks(pid_t pid) {
  constexpr int kUser = 14;
  constexpr int kSystem = 15;
  return number_in_stat(pid, kUser) + number_in_stat(pid, kSystem);
}

std::int64_t start_ticks(pid_t pid) {
  constexpr int kStart = 22;
  return number_in_stat(pid, kStart);
}

bool has_ended(pid_t pid) {
  std::ifstream file(path_of(pid, "stat"));
  std::string line;
  if (!std::getline(file, line)) {
    return true;  // It has gone, before the file was opened or after that.
  }
  // When the first thread has ended, others may still have the descriptors.
  constexpr int kThreads = 20;
  return field_of_stat(line, 3) == "Z" &&
         std::stoi(field_of_stat(line, kThreads)) <= 1;
}

std::size_t limit_descriptors(pid_t pid, std::size_t limit) {
  rlimit value{};
  check(::prlimit(pid, RLIMIT_NOFILE, nullptr, &value), "prlimit");
  const std::size_t before = std::exchange(value.rlim_cur, limit);
  check(::prlimit(pid, RLIMIT_NOFILE, &value, nullptr), "prlimit");
  return before;
}

int listening_port(pid_t pid) {
  std::vector<std::string> inodes;
  for (const int fd : sockets(pid)) {
    const std::string target = descriptor_target(pid, fd);
    const std::size_t begin = target.find('[') + 1;
    inodes.push_back(target.substr(begin, target.size() - begin - 1));
  }
  if (inodes.empty()) {
    return 0;
  }
  std::ifstream file(path_of(pid, "net/tcp"));
  std::string line;
  while (std::getline(file, line)) {
    std::istringstream fields(line);
    std::string local;
    std::string state;
    std::string inode;
    std::string skipped;
    fields >> skipped >> local >> skipped >> state >> skipped >> skipped >>
        skipped >> skipped >> skipped >> inode;
    constexpr int kHexadecimal = 16;
    if (state == "0A" && std::ranges::find(inodes, inode) != inodes.end()) {
      return std::stoi(local.substr(local.find(':') + 1), nullptr,
                       kHexadecimal);
    }
  }
  return 0;
}

void wait_until(const std::function<bool()>& fact) {
  const Deadline deadline(std::chrono::seconds(10));
  while (!fact()) {
    if (deadline.passed()) {
      throw std::runtime_error("waited in vain");
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace socketserver::proc
