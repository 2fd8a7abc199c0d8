// FailureRow: how often something has failed in a row. Optional depth.
//
// What has failed once may work when it is tried again. What fails twice in a
// row will fail for a while. Each connection needs a descriptor, say, and a
// process may have only so many (`ulimit -n`): when they run out, accept fails
// at once while the client stays in the queue, and a loop that just tries again
// burns a whole core. So it rests between its tries, from the second failure
// on, and whoever should know is told once a row.

#ifndef CHAPTERS_01_ACCEPT_LOOP_FAILURE_ROW_H_
#define CHAPTERS_01_ACCEPT_LOOP_FAILURE_ROW_H_

#include <chrono>
#include <utility>

namespace socketserver {

class FailureRow {
 public:
  // How long to rest before the next try.
  static constexpr std::chrono::milliseconds kRest{50};

  // Takes note of a failure. Reports whether somebody should be told of it:
  // once a row, and not before its failure number `tell_from`.
  bool failed(unsigned tell_from = 2) {
    ++failures_;
    return failures_ >= tell_from && !std::exchange(told_, true);
  }

  // Takes note of a success, with which the row ends.
  void succeeded() { *this = FailureRow(); }

  // Reports whether to rest before the next try.
  [[nodiscard]] bool lasts() const { return failures_ > 1; }

 private:
  unsigned failures_ = 0;
  bool told_ = false;
};

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_FAILURE_ROW_H_
