// The rows of the benchmark programs: a workload, a server, a number of
// clients.
//
// Google Benchmark decides how many requests make a slice, repeats and shuffles
// the slices, and prints. A row of its table is called
//
//   hello/ThreadingTCPServer/clients:16/real_time
//
// and one iteration is one request, answered. What counts is real time, since
// the work is done in another process.

#ifndef BENCHMARKS_SUITE_H_
#define BENCHMARKS_SUITE_H_

#include "benchmarks/client.h"

#include <string>
#include <vector>

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

// Adds a row for each number of clients. The counters of a row: p50_us and
// p99_us of a request, as its client sees it; cpu_us, the processor's time of
// the server for a request, children included; and over_sequential_us, that
// minus the one of `sequential`, measured in the same run: what Stevens calls
// the process control time.
void add_rows(const Workload& workload, const ServerProgram& server,
              const ServerProgram& sequential, const std::vector<int>& clients);

// Runs what was added. The flags are Google Benchmark's; unless they say
// otherwise, the slices are short, many, and of all rows in turns. Returns what
// main returns: 1 if a row has failed.
int run_rows(int argc, char** argv);

// The class `name` of these chapters, served by a program of its own.
ServerProgram our_server(const std::string& name);

// The path of a program among the runfiles, absolute.
std::string program(const std::string& path);

}  // namespace socketserver

#endif  // BENCHMARKS_SUITE_H_
