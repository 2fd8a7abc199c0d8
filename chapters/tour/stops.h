// The stops of the tour: a chapter adds rows here, and nothing else.

#ifndef CHAPTERS_TOUR_STOPS_H_
#define CHAPTERS_TOUR_STOPS_H_

#include "chapters/tour/visits.h"

#include <string>
#include <vector>

namespace socketserver {

// One stop of the tour: a stage program, perhaps as one of several server
// classes, and what to see there.
struct Stop {
  std::string program;
  std::string server;  // The class for --server; "" where there is no choice.
  std::string title;
  std::string lesson;
  Protocol protocol = Protocol::kStream;
};

// All of them, in the order of the chapters.
const std::vector<Stop>& stops();

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_STOPS_H_
