#include "benchmarks/suite.h"

#include "benchmarks/latencies.h"
#include "benchmarks/predictions.h"
#include "benchmarks/readers_folder.h"
#include "benchmarks/row_name.h"
#include "benchmarks/table_reporter.h"

#include <unistd.h>

#include <cstdio>
#include <exception>
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace socketserver {
namespace {

std::set<RowName>& rows_added() {
  static std::set<RowName> rows;
  return rows;
}

// Google Benchmark goes on after a row that fails, and ends with success.
bool has_failed = false;

// The tables come at the end; until then, this shows that something happens.
void show_progress() {
  static int slices = 0;
  if (::isatty(STDERR_FILENO) != 0) {
    std::fprintf(stderr, "\r%d slices", ++slices);
  }
}

void erase_progress() {
  if (::isatty(STDERR_FILENO) != 0) {
    std::fputs("\r\033[K", stderr);
  }
}

void add_row(const Workload& workload, const ServerProgram& server,
             int clients) {
  rows_added().insert({workload.name, server.name, clients});
  benchmark::RegisterBenchmark(
      (workload.name + "/" + server.name).c_str(),
      [=, latencies = Latencies()](benchmark::State& state) mutable {
        try {
          measure_slice(state, workload, server, latencies);
          show_progress();
        } catch (const std::exception& error) {
          has_failed = true;
          erase_progress();
          std::fprintf(stderr, "%s/%s/clients:%d: %s\n", workload.name.c_str(),
                       server.name.c_str(), clients, error.what());
          state.SkipWithError(error.what());
        }
      })
      ->ArgName("clients")
      ->Arg(clients)
      ->UseRealTime();
}

void print_help() {
  benchmark::PrintDefaultHelp();
  std::puts(
      "          [--predictions <file of: workload server clients number>]");
}

}  // namespace

void add_rows(const Workload& workload, const ServerProgram& server,
              const std::vector<int>& clients) {
  for (const int count : clients) {
    add_row(workload, server, count);
  }
}

int run_rows(int argc, char** argv) {
  // What comes later on a command line wins.
  std::vector<std::string> flags = {
      argv[0],
      "--benchmark_enable_random_interleaving=true",
      "--benchmark_repetitions=31",
      "--benchmark_min_time=0.05",
  };
  flags.insert(flags.end(), argv + 1, argv + argc);
  Predictions predictions;
  try {
    go_where_the_reader_stands();
    predictions = take_predictions(flags, rows_added());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
  std::vector<char*> pointers;
  pointers.reserve(flags.size());
  for (std::string& flag : flags) {
    pointers.push_back(flag.data());
  }
  int count = static_cast<int>(pointers.size());
  benchmark::Initialize(&count, pointers.data(), print_help);
  if (benchmark::ReportUnrecognizedArguments(count, pointers.data())) {
    return 2;
  }
  TableReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  benchmark::Shutdown();
  erase_progress();
  reporter.write(std::cout, predictions);
  return has_failed ? 1 : 0;
}

ServerProgram our_server(const std::string& name) {
  return {name, {program("benchmarks/servers/" + name)}};
}

ServerProgram our_floor(const std::string& name) {
  return {name, {program("benchmarks/floor"), name}};
}

ServerProgram pool_floor(const std::string& name) {
  return {name, {program("benchmarks/pool_floor"), name}};
}

std::string program(const std::string& path) {
  return std::filesystem::absolute(path).string();
}

}  // namespace socketserver
