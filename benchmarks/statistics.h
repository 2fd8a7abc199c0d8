// Median and spread: Python's statistics, as far as the tables need it, with
// the same results to the last bit on x86-64. (Where the compiler fuses
// multiplication and addition, the last bit may differ.)

#ifndef BENCHMARKS_STATISTICS_H_
#define BENCHMARKS_STATISTICS_H_

#include <optional>
#include <vector>

namespace socketserver {

// Of `values`; none for none. The mean of the middle two if their number is
// even.
std::optional<double> median(std::vector<double> values);

// Half the distance of the quartiles of `values`, as a part of their median;
// none for less than two values. The quartiles are those of Python's
// statistics.quantiles(values, n=4), the "exclusive" ones.
std::optional<double> spread(std::vector<double> values);

}  // namespace socketserver

#endif  // BENCHMARKS_STATISTICS_H_
