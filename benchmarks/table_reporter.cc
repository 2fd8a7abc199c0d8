#include "benchmarks/table_reporter.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace socketserver {
namespace {

// Is rounded as in the recorded results, or a table made from those could
// differ in a last digit. Python rounds the number that there is, by way of its
// text, and not a hundredfold that has been rounded already.
double counter(const benchmark::BenchmarkReporter::Run& run,
               const std::string& name) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.2f", run.counters.at(name).value);
  return std::strtod(text.data(), nullptr);
}

// Of a name like hello/TCPServer, with clients:16 as its argument.
RowName row_name(const benchmark::BenchmarkName& name) {
  const std::size_t slash = name.function_name.find('/');
  return {name.function_name.substr(0, slash),
          name.function_name.substr(slash + 1),
          std::stoi(name.args.substr(name.args.find(':') + 1))};
}

}  // namespace

bool TableReporter::ReportContext(const Context& /*context*/) {
  return true;
}

void TableReporter::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    // What has failed has no counters.
    if (run.run_type != Run::RT_Iteration ||
        !run.counters.contains("items_per_second")) {
      continue;
    }
    MeasuredRow& row = rows_[run.family_index];
    row.name = row_name(run.run_name);
    row.rates.push_back(counter(run, "items_per_second"));
    row.server_cpu.push_back(counter(run, "cpu_us"));
    row.client_cpu.push_back(counter(run, "client_cpu_us"));
    row.p50 = counter(run, "p50_us");  // Each includes those before it.
    if (run.counters.contains("p99_us")) {
      row.p99 = counter(run, "p99_us");
    }
  }
}

void TableReporter::write(std::ostream& out,
                          const Predictions& predictions) const {
  std::vector<MeasuredRow> rows;
  std::vector<std::string> workloads;
  for (const auto& [number, row] : rows_) {
    rows.push_back(row);
    if (std::ranges::find(workloads, row.name.workload) == workloads.end()) {
      workloads.push_back(row.name.workload);
    }
  }
  std::ranges::stable_sort(
      rows, {}, [](const MeasuredRow& row) { return row.name.clients; });
  for (const std::string& workload : workloads) {
    out << (workload == workloads.front() ? "" : "\n") << workload << "\n\n";
    write_workload_table(out, workload, rows, predictions);
  }
}

}  // namespace socketserver
