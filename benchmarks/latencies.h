// Latencies: how long the requests of a row took, as their clients saw it.
//
// Of all its slices together: the 99th percentile of one slice, which may hold
// sixty requests, would be the slowest but one.

#ifndef BENCHMARKS_LATENCIES_H_
#define BENCHMARKS_LATENCIES_H_

#include <chrono>
#include <cstddef>
#include <vector>

namespace socketserver {

class Latencies {
 public:
  // Adds a slice. Before the first one Google Benchmark tries out how many
  // requests make a slice, so one of another size starts anew.
  void add(const std::vector<std::chrono::nanoseconds>& slice);

  // How many requests there are.
  [[nodiscard]] std::size_t size() const { return times_.size(); }

  // The time that isn't exceeded by the part `p` of all, as in
  // percentile(0.99). REQUIRES: there are some.
  [[nodiscard]] std::chrono::nanoseconds percentile(double p);

 private:
  std::size_t slice_size_ = 0;
  std::vector<std::chrono::nanoseconds> times_;
};

}  // namespace socketserver

#endif  // BENCHMARKS_LATENCIES_H_
