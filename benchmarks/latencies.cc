#include "benchmarks/latencies.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace socketserver {

void Latencies::add(const std::vector<std::chrono::nanoseconds>& slice) {
  if (slice.size() != slice_size_) {
    times_.clear();
    slice_size_ = slice.size();
  }
  times_.insert(times_.end(), slice.begin(), slice.end());
}

std::chrono::nanoseconds Latencies::percentile(double p) {
  // So many of the times are as short as the percentile, or shorter.
  const auto count = std::ceil(p * static_cast<double>(times_.size()));
  const auto rank = static_cast<std::ptrdiff_t>(std::max(count, 1.0)) - 1;
  std::nth_element(times_.begin(), times_.begin() + rank, times_.end());
  return times_[static_cast<std::size_t>(rank)];
}

}  // namespace socketserver
