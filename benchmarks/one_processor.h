// OnOneProcessor: keeps this thread, and the threads and processes that it
// starts, on one processor for the length of a scope.

#ifndef BENCHMARKS_ONE_PROCESSOR_H_
#define BENCHMARKS_ONE_PROCESSOR_H_

#include "chapters/01_accept_loop/system_call.h"

#include <sched.h>

#include <cstddef>

namespace socketserver {

class OnOneProcessor {
 public:
  // Throws std::system_error.
  OnOneProcessor() {
    check(::sched_getaffinity(0, sizeof(before_), &before_),
          "sched_getaffinity");
    std::size_t first = 0;
    while (!CPU_ISSET(first, &before_)) {
      ++first;
    }
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    check(::sched_setaffinity(0, sizeof(one), &one), "sched_setaffinity");
  }
  OnOneProcessor(const OnOneProcessor&) = delete;
  OnOneProcessor& operator=(const OnOneProcessor&) = delete;
  ~OnOneProcessor() { ::sched_setaffinity(0, sizeof(before_), &before_); }

 private:
  cpu_set_t before_{};
};

}  // namespace socketserver

#endif  // BENCHMARKS_ONE_PROCESSOR_H_
