#include "benchmarks/row_name.h"

#include <map>
#include <regex>

namespace socketserver {
namespace {

const std::map<std::string, std::string> kFloors = {
    {"TCPServer", "poll_loop"},
    {"ThreadingTCPServer", "thread_loop_1MB"},
    {"ForkingTCPServer", "fork_loop"},
    {"ForkingTCPServer_static", "fork_loop_static"},
    {"CPythonTCPServer", "poll_loop"},
    {"CPythonThreadingTCPServer", "thread_loop"},
    {"CPythonForkingTCPServer", "fork_loop"},
    {"AsioThreads", "thread_loop"},
    {"ThreadPoolTCPServer", "pool_loop"},
    {"ThreadPoolTCPServer_64", "pool_loop_wait"},
    {"PreforkTCPServer", "prefork_loop"},
    {"PocoTCPServer_4", "pool_loop"},
    {"CPythonThreadPoolTCPServer", "pool_loop"},
};

}  // namespace

// report/results.py has the same two.

std::optional<RowName> sequential_of(const RowName& row) {
  static const std::regex variant(
      "((?:CPython)?)(?:Threading|Forking|ThreadPool|Prefork)?"
      "((?:TCP|UDP|UnixStream)Server)");
  std::smatch match;
  if (row.workload == "echo" || !std::regex_match(row.server, match, variant)) {
    return std::nullopt;
  }
  return RowName{row.workload, match.str(1) + match.str(2), row.clients};
}

std::optional<RowName> floor_of(const RowName& row) {
  const auto found = kFloors.find(row.server);
  if (found == kFloors.end()) {
    return std::nullopt;
  }
  return RowName{row.workload, found->second, row.clients};
}

}  // namespace socketserver
