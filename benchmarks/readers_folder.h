// Where the reader stands.

#ifndef BENCHMARKS_READERS_FOLDER_H_
#define BENCHMARKS_READERS_FOLDER_H_

#include "chapters/support/environment.h"

#include <filesystem>
#include <string>

namespace socketserver {

// `bazel run` starts a program among its runfiles; a file that the reader names
// is meant from where he stands. Paths to runfiles must be absolute by then.
// Throws std::filesystem::filesystem_error.
inline void go_where_the_reader_stands() {
  const std::string folder = environment("BUILD_WORKING_DIRECTORY");
  if (!folder.empty()) {
    std::filesystem::current_path(folder);
  }
}

}  // namespace socketserver

#endif  // BENCHMARKS_READERS_FOLDER_H_
