// The parts of a request, and what measures each of them by itself.

#ifndef BENCHMARKS_PART_COSTS_H_
#define BENCHMARKS_PART_COSTS_H_

#include <functional>
#include <string>
#include <vector>

namespace socketserver {

struct Part {
  std::string name;  // In the results.
  std::string what;  // On the page.
  bool one_processor = false;
  // Does it a number of times, and returns what it took once, in microseconds.
  // Throws std::system_error.
  std::function<double()> measure;
};

std::vector<Part> all_parts();

}  // namespace socketserver

#endif  // BENCHMARKS_PART_COSTS_H_
