// TableReporter: shows the rows of Google Benchmark as tables like the page's.
//
// In place of the library's own table, which has four lines for a row (mean,
// median and two more) and lists the figures in the order of the alphabet.

#ifndef BENCHMARKS_TABLE_REPORTER_H_
#define BENCHMARKS_TABLE_REPORTER_H_

#include "benchmarks/predictions.h"
#include "benchmarks/workload_table.h"

#include <cstdint>
#include <map>
#include <ostream>
#include <vector>

#include <benchmark/benchmark.h>

namespace socketserver {

class TableReporter final : public benchmark::BenchmarkReporter {
 public:
  // Called by the library. Nothing is shown before all is measured.
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;

  // Writes a table for each workload, the rows in the order in which they were
  // added, but those with fewer clients first.
  void write(std::ostream& out, const Predictions& predictions) const;

 private:
  // By the number that each got when it was added; they come shuffled.
  std::map<std::int64_t, MeasuredRow> rows_;
};

}  // namespace socketserver

#endif  // BENCHMARKS_TABLE_REPORTER_H_
