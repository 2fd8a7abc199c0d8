// The rows of the benchmark programs: a workload, a server, a number of
// clients.
//
// Google Benchmark decides how many requests make a slice, repeats and shuffles
// the slices, and writes the file of --benchmark_out. There a row is called
//
//   hello/ThreadingTCPServer/clients:16/real_time
//
// and one iteration is one request, answered. What counts is real time, since
// the work is done in another process.

#ifndef BENCHMARKS_SUITE_H_
#define BENCHMARKS_SUITE_H_

#include "benchmarks/slice.h"

#include <string>
#include <vector>

namespace socketserver {

// Adds a row for each number of clients.
void add_rows(const Workload& workload, const ServerProgram& server,
              const std::vector<int>& clients);

// Runs what was added, and prints a table for each workload. The flags are
// Google Benchmark's, and --predictions FILE (predictions.h); unless they say
// otherwise, the slices are short, many, and of all rows in turns. Returns what
// main returns: 1 if a row has failed, 2 for flags or predictions that are
// wrong, and then nothing has been measured.
int run_rows(int argc, char** argv);

// The class `name` of these chapters, served by a program of its own.
ServerProgram our_server(const std::string& name);

// The model `name` of floor.cc, and of pool_floor.cc.
ServerProgram our_floor(const std::string& name);
ServerProgram pool_floor(const std::string& name);

// The path of a program among the runfiles, absolute.
std::string program(const std::string& path);

}  // namespace socketserver

#endif  // BENCHMARKS_SUITE_H_
