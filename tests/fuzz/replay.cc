// Runs a fuzz target over the files that are its arguments, and then over what
// each begins with, byte by byte: the same checks, in an ordinary test.

#include "tests/fuzz/fuzz_target.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::cerr << argv[i] << '\n';  // So that a finding tells where it was.
    std::ifstream file(argv[i], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), {});
    if (bytes.empty()) {
      std::cerr << "empty, or can't be read\n";
      return EXIT_FAILURE;
    }
    const auto* const data =
        reinterpret_cast<const std::uint8_t*>(bytes.data());
    for (std::size_t size = 0; size <= bytes.size(); ++size) {
      LLVMFuzzerTestOneInput(data, size);
    }
  }
  return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
