#include "benchmarks/workload_table.h"

#include "benchmarks/statistics.h"
#include "benchmarks/text_table.h"

#include <algorithm>
#include <functional>

namespace socketserver {
namespace {

using Number = std::optional<double>;

// None if there is no such row.
const MeasuredRow* find(const std::vector<MeasuredRow>& rows,
                        const std::optional<RowName>& name) {
  const auto found = std::ranges::find(rows, name, &MeasuredRow::name);
  return found == rows.end() ? nullptr : &*found;
}

// What Stevens calls the process control time.
Number over_sequential(const MeasuredRow& row,
                       const std::vector<MeasuredRow>& rows) {
  const MeasuredRow* const base = find(rows, sequential_of(row.name));
  return base == nullptr ? Number()
                         : *median(row.server_cpu) - *median(base->server_cpu);
}

Number to_its_floor(const MeasuredRow& row,
                    const std::vector<MeasuredRow>& rows) {
  const MeasuredRow* const floor = find(rows, floor_of(row.name));
  return floor == nullptr ? Number()
                          : *median(row.rates) / *median(floor->rates);
}

Number predicted(const MeasuredRow& row, const Predictions& predictions) {
  const auto found = predictions.find(row.name);
  return found == predictions.end() ? Number() : found->second;
}

Number times(Number number, double factor) {
  return number ? Number(*number * factor) : number;
}

}  // namespace

void write_workload_table(std::ostream& out, const std::string& workload,
                          const std::vector<MeasuredRow>& rows,
                          const Predictions& predictions) {
  std::vector<TextColumn> columns;
  const auto add =
      [&](const std::string& head,
          const std::function<std::string(const MeasuredRow&)>& cell) {
        columns.push_back({head, {}});
        for (const MeasuredRow& row : rows) {
          if (row.name.workload == workload) {
            columns.back().cells.push_back(cell(row));
          }
        }
      };
  using Row = const MeasuredRow&;
  add("server", [](Row row) { return row.name.server; });
  add("clients", [](Row row) { return std::to_string(row.name.clients); });
  add("requests\na second",
      [](Row row) { return with_commas(median(row.rates), 0); });
  add("± %",
      [](Row row) { return with_commas(times(spread(row.rates), 100), 0); });
  add("p50, µs", [](Row row) { return with_commas(row.p50, 0); });
  add("p99, µs", [](Row row) { return with_commas(row.p99, 0); });
  add("server's\nCPU, µs",
      [](Row row) { return with_commas(median(row.server_cpu), 1); });
  add("clients'\nCPU, µs",
      [](Row row) { return with_commas(median(row.client_cpu), 1); });
  add("over\nsequential, µs",
      [&](Row row) { return with_commas(over_sequential(row, rows), 1); });
  add("to its\nfloor",
      [&](Row row) { return with_commas(to_its_floor(row, rows), 2); });
  add("predicted",
      [&](Row row) { return with_commas(predicted(row, predictions), 0); });
  add("measured\n/ predicted", [&](Row row) {
    const Number guess = predicted(row, predictions);
    return guess ? with_commas(*median(row.rates) / *guess, 2) : "";
  });
  write_table(out, columns);
}

}  // namespace socketserver
