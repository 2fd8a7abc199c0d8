// The table of a workload: what the program prints. The report makes the page's
// from the results, cell for cell the same, but leaves the floors to a table of
// their own.

#ifndef BENCHMARKS_WORKLOAD_TABLE_H_
#define BENCHMARKS_WORKLOAD_TABLE_H_

#include "benchmarks/predictions.h"
#include "benchmarks/row_name.h"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace socketserver {

// What was measured of a row, slice by slice, times in microseconds. Where
// there is a vector, the table shows its median.
struct MeasuredRow {
  RowName name;
  std::vector<double> rates;  // Requests a second.
  std::vector<double> server_cpu;
  std::vector<double> client_cpu;
  std::optional<double> p50;  // These two of all requests of all slices.
  std::optional<double> p99;
};

// Writes the rows of `workload` in the order of `rows`, with what compares them
// with each other and, where there is one, with a prediction.
void write_workload_table(std::ostream& out, const std::string& workload,
                          const std::vector<MeasuredRow>& rows,
                          const Predictions& predictions);

}  // namespace socketserver

#endif  // BENCHMARKS_WORKLOAD_TABLE_H_
