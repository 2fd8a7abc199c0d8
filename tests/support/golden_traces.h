// The order in which CPython's socketserver calls its hooks, as recorded in
// golden_traces.txt: scenario by scenario, one line for each process or thread.

#ifndef TESTS_SUPPORT_GOLDEN_TRACES_H_
#define TESTS_SUPPORT_GOLDEN_TRACES_H_

#include <map>
#include <string>

namespace socketserver {

// The hooks by who called them: "P" the serving thread, "T" a request's thread,
// "C" a forked child. Repeated service_actions are one, since how often a loop
// wakes up is a matter of time; what follows a '!' is how the scenario ended.
using Trace = std::map<std::string, std::string>;

// Reads golden_traces.txt. Throws std::runtime_error if it can't.
std::map<std::string, Trace> read_golden_traces();

}  // namespace socketserver

#endif  // TESTS_SUPPORT_GOLDEN_TRACES_H_
