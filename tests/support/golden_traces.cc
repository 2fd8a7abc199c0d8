#include "tests/support/golden_traces.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace socketserver {
namespace {

constexpr const char* kFile = "tests/support/golden_traces.txt";

// The words of `line`, without the repetitions of service_actions.
std::string hooks_in(std::istringstream& line) {
  std::string hooks;
  std::string last;
  for (std::string word; line >> word; last = word) {
    if (word != "service_actions" || word != last) {
      hooks += (hooks.empty() ? "" : " ") + word;
    }
  }
  return hooks;
}

}  // namespace

std::map<std::string, Trace> read_golden_traces() {
  std::ifstream file(kFile);
  if (!file) {
    throw std::runtime_error(std::string("can't read ") + kFile);
  }
  std::map<std::string, Trace> traces;
  std::string scenario;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with(':') && !line.starts_with(' ')) {
      scenario = line.substr(0, line.size() - 1);
      traces[scenario];
    } else if (line.starts_with("    ") && line[5] == ':') {
      std::istringstream words(line.substr(6));
      traces.at(scenario)[line.substr(4, 1)] = hooks_in(words);
    }
  }
  return traces;
}

}  // namespace socketserver
