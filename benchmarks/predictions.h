// Predictions: what a reader thinks that rows will come to.
//
// A file of lines like
//
//   hello ThreadingTCPServer 16 20000   # workload, server, clients, a second
//
// in which blank lines, and all after a #, count for nothing.

#ifndef BENCHMARKS_PREDICTIONS_H_
#define BENCHMARKS_PREDICTIONS_H_

#include "benchmarks/row_name.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace socketserver {

// Requests a second.
using Predictions = std::map<RowName, double>;

// Takes `--predictions FILE`, or `--predictions=FILE`, out of the words of a
// command line, and reads FILE; nothing is predicted if it isn't there. Throws
// std::invalid_argument, with the number and the text of the line and the
// reason, for a line that isn't right or names none of `rows`; and
// std::system_error if the file can't be read.
Predictions take_predictions(std::vector<std::string>& words,
                             const std::set<RowName>& rows);

}  // namespace socketserver

#endif  // BENCHMARKS_PREDICTIONS_H_
