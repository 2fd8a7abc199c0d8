// The parts of a request, each measured by itself.
//
//   ./bazelw run //benchmarks:parts -- --json parts.json
//
// A prediction of a row from figures of the same row would come true of itself.
// So these come from a program without a server: what a thread costs, a
// process, a connection, a switch. The page adds them up.

#include "benchmarks/one_processor.h"
#include "benchmarks/part_costs.h"
#include "benchmarks/readers_folder.h"
#include "benchmarks/statistics.h"
#include "benchmarks/text_table.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <limits>
#include <optional>
#include <ostream>
#include <string_view>
#include <system_error>
#include <thread>
#include <vector>

namespace socketserver {
namespace {

constexpr int kRepetitions = 31;

// What the repetitions of a part gave, in microseconds.
struct Measured {
  Part part;
  std::vector<double> times;
};

// One repetition of each part after the other, and again.
std::vector<Measured> measure() {
  std::vector<Measured> result;
  for (const Part& part : all_parts()) {
    result.push_back({part, {}});
  }
  for (int i = 0; i < kRepetitions; ++i) {
    for (auto& [part, times] : result) {
      std::optional<OnOneProcessor> here;
      if (part.one_processor) {
        here.emplace();
      }
      times.push_back(part.measure());
    }
  }
  return result;
}

void print(const std::vector<Measured>& results) {
  std::vector<TextColumn> table = {{"part", {}}, {"µs", {}}, {"± %", {}}};
  for (const auto& [part, times] : results) {
    table[0].cells.push_back(part.what);
    table[1].cells.push_back(with_commas(median(times), 1));
    table[2].cells.push_back(with_commas(100 * *spread(times), 0));
  }
  write_table(std::cout, table);
}

void write_json(std::ostream& out, const std::vector<Measured>& results) {
  // Every digit, or the page might round another number than the program.
  out << std::setprecision(std::numeric_limits<double>::max_digits10);
  out << R"({"context": {"num_cpus": )" << std::thread::hardware_concurrency()
      << R"(}, "rows": [)";
  const char* before = "\n";
  for (const auto& [part, times] : results) {
    out << before << R"({"part": ")" << part.name << R"(", "what": ")"
        << part.what << R"(", "us": )" << *median(times) << R"(, "spread": )"
        << *spread(times) << "}";
    before = ",\n";
  }
  out << "\n]}\n";
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  const bool to_file = argc == 3 && std::string_view(argv[1]) == "--json";
  if (argc != 1 && !to_file) {
    std::fprintf(stderr, "usage: %s [--json FILE]\n", argv[0]);
    return 2;
  }
  try {
    socketserver::go_where_the_reader_stands();
    std::ofstream json;
    if (to_file) {
      json.open(argv[2]);
      if (!json) {
        throw std::system_error(errno, std::system_category(), argv[2]);
      }
    }
    const auto results = socketserver::measure();
    socketserver::print(results);
    if (to_file) {
      socketserver::write_json(json, results);
      if (!json.flush()) {
        throw std::system_error(errno, std::system_category(), argv[2]);
      }
    }
    return EXIT_SUCCESS;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", argv[0], error.what());
    return EXIT_FAILURE;
  }
}
