#include "chapters/tour/timeline.h"

#include "chapters/support/printable.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ratio>

namespace socketserver {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

std::string describe(const Visit& visit, const std::string& served_by) {
  if (!visit.problem.empty()) {
    return visit.problem;
  }
  if (!served_by.empty()) {
    return served_by;
  }
  return visit.answer.starts_with("pid ")
             ? printable(visit.answer.substr(0, visit.answer.find('\n')))
             : "";
}

std::string summarise(const std::vector<Visit>& visits) {
  nanoseconds all_connected{};
  nanoseconds all_ended{};
  std::size_t connected = 0;
  std::size_t answered = 0;
  for (const Visit& visit : visits) {
    all_connected = std::max(all_connected, visit.connected.value_or(0ns));
    all_ended = std::max(all_ended, visit.ended);
    connected += visit.connected ? 1 : 0;
    answered += visit.problem.empty() ? 1 : 0;
  }
  const std::string of_all = " of " + std::to_string(visits.size());
  std::string summary;
  if (connected > 0) {
    summary =
        connected == visits.size() ? "All" : std::to_string(connected) + of_all;
    summary += " connected after " + to_ms(all_connected) + "; ";
  }
  return summary + std::to_string(answered) + of_all + " answered after " +
         to_ms(all_ended) + " in all.";
}

}  // namespace

Timeline make_timeline(const std::vector<Visit>& visits,
                       const std::string& served_by) {
  Timeline timeline;
  for (const Visit& visit : visits) {
    timeline.bars.push_back(
        {.client = "client " + std::to_string(timeline.bars.size() + 1),
         .begin = visit.begun,
         .end = visit.ended,
         .note = describe(visit, served_by)});
    timeline.axis = std::max(timeline.axis, visit.ended);
  }
  timeline.summary = summarise(visits);
  return timeline;
}

std::string to_ms(nanoseconds time) {
  using std::chrono::milliseconds;
  using Tenths = std::chrono::duration<std::int64_t, std::ratio<1, 10'000>>;
  const std::int64_t tenths = std::chrono::round<Tenths>(time).count();
  if (tenths >= 100 || tenths % 10 == 0) {
    return std::to_string(std::chrono::round<milliseconds>(time).count()) +
           " ms";
  }
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) +
         " ms";
}

}  // namespace socketserver
