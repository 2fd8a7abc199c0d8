// The stops of the tour: every stage, as every server that it is the first to
// offer.

#ifndef CHAPTERS_TOUR_STOPS_H_
#define CHAPTERS_TOUR_STOPS_H_

#include "chapters/tour/visits.h"

#include <filesystem>
#include <string>
#include <vector>

namespace socketserver {

// A stage program, perhaps as one of several server classes, and what to see
// there.
struct Stop {
  std::string program;  // Its name, which is its chapter's.
  std::string server;   // The class for --server; "" where there is no choice.
  std::string lesson;   // "" for a server that has none yet.
  Protocol protocol = Protocol::kStream;
  int processes = 0;  // For --processes; 0 without that flag.
};

// The stops of the stages below `chapters`, in the order of the chapters. Asks
// each stage for its servers. Throws std::system_error if one can't be started.
std::vector<Stop> stops(const std::filesystem::path& chapters);

// The path of a stage's program.
std::string program_path(const std::filesystem::path& chapters,
                         const std::string& stage);

}  // namespace socketserver

#endif  // CHAPTERS_TOUR_STOPS_H_
