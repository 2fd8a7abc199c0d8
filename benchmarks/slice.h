// A slice: a number of requests of a row, measured together.

#ifndef BENCHMARKS_SLICE_H_
#define BENCHMARKS_SLICE_H_

#include "benchmarks/client.h"
#include "benchmarks/latencies.h"

#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace socketserver {

struct Workload {
  std::string name;
  std::string handler;  // As the server programs call it.
  Exchange exchange = Exchange::kConnection;
  // Whether server and clients share one processor. Where a request is next to
  // no work, two processors measure how the kernel spreads it over them.
  bool one_processor = false;
};

struct ServerProgram {
  std::string name;
  std::vector<std::string> command;  // Without the handler.
};

// Starts the server, has its clients make as many requests as `state` wants,
// and adds how long they took to the row's `latencies`. The counters of a
// slice, in microseconds for a request: cpu_us, the processor's time of the
// server, children included; client_cpu_us, that of the clients, which on
// loopback has the kernel's work for the other side's packets in it; and as the
// clients see it, p50_us and, from 1,000 requests on, p99_us. These two are of
// all requests of the row so far, so those of its last slice are the row's.
void measure_slice(benchmark::State& state, const Workload& workload,
                   const ServerProgram& server, Latencies& latencies);

}  // namespace socketserver

#endif  // BENCHMARKS_SLICE_H_
