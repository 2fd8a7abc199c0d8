// Timeline: what the tour has seen of one server, ready to be drawn.

#ifndef CHAPTERS_TOUR_TIMELINE_H_
#define CHAPTERS_TOUR_TIMELINE_H_

#include "chapters/tour/visits.h"

#include <chrono>
#include <string>
#include <vector>

namespace socketserver {

// One client, from its connect to the end of its answer.
struct Bar {
  std::string client;  // "client 1".
  std::chrono::nanoseconds begin{};
  std::chrono::nanoseconds end{};
  std::string note;  // Who served it, or what went wrong.
};

struct Timeline {
  std::string name;   // Of the picture's file, without its ending.
  std::string title;  // The server, and what the clients do.
  std::vector<Bar> bars;
  std::string summary;  // What was measured, in a sentence.
  std::string lesson;   // What to see in it.

  // Where the axis ends: at the last bar, or where several timelines have one
  // scale. Of a bar that is longer only the part before it is drawn, and
  // marked.
  std::chrono::nanoseconds axis{};
};

// Makes the timeline of `visits`. `served_by` stands beside each bar that has
// no problem; if it is empty, the client's answer "pid N tid M" does.
Timeline make_timeline(const std::vector<Visit>& visits,
                       const std::string& served_by);

// "203 ms", rounded; below 10 ms to a tenth, "0.4 ms".
std::string to_ms(std::chrono::nanoseconds time);

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_TIMELINE_H_
