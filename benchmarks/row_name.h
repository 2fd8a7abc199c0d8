// RowName: what a row of the benchmarks is called, and with which other row it
// is compared.

#ifndef BENCHMARKS_ROW_NAME_H_
#define BENCHMARKS_ROW_NAME_H_

#include <compare>
#include <optional>
#include <string>

namespace socketserver {

struct RowName {
  std::string workload;
  std::string server;
  int clients = 0;

  // clang-tidy takes the 0 that the compiler compares with for a pointer.
  auto operator<=>(const RowName&) const = default;  // NOLINT(*-use-nullptr)
};

// The row of the sequential server that `row` is a variant of, maybe itself;
// none if it is no variant, or keeps its connections, so that nothing is
// started for a request.
std::optional<RowName> sequential_of(const RowName& row);

// The row of the same model in bare system calls, with stacks of the same size.
std::optional<RowName> floor_of(const RowName& row);

}  // namespace socketserver

#endif  // BENCHMARKS_ROW_NAME_H_
