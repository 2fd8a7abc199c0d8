#include "benchmarks/statistics.h"

#include <algorithm>
#include <cstddef>

namespace socketserver {
namespace {

// Quartile `number`, 1 to 3, of at least two values in order.
double quartile(const std::vector<double>& sorted, std::size_t number) {
  const std::size_t place = number * (sorted.size() + 1);
  const std::size_t below =
      std::clamp(place / 4, std::size_t{1}, sorted.size() - 1);
  // Beyond the outermost two values it goes on in their direction.
  const double weight =
      static_cast<double>(place) - 4 * static_cast<double>(below);
  return (sorted[below - 1] * (4 - weight) + sorted[below] * weight) / 4;
}

}  // namespace

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle]
                                : (values[middle - 1] + values[middle]) / 2;
}

std::optional<double> spread(std::vector<double> values) {
  if (values.size() < 2) {
    return std::nullopt;
  }
  std::ranges::sort(values);
  return (quartile(values, 3) - quartile(values, 1)) / 2 / *median(values);
}

}  // namespace socketserver
