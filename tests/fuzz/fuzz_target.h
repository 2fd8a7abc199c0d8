// What libFuzzer calls with the bytes that it has thought of, and replay.cc
// with those of a file.

#ifndef TESTS_FUZZ_FUZZ_TARGET_H_
#define TESTS_FUZZ_FUZZ_TARGET_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

// The name is libFuzzer's. Returns 0: the input was of use.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size);

namespace socketserver::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// A finding, unless `holds`: ends the process, and libFuzzer keeps the input.
inline void require(bool holds, const std::string& claim) {
  if (!holds) {
    std::cerr << "not so: " << claim << '\n';
    std::abort();
  }
}

}  // namespace socketserver::fuzz

#endif  // TESTS_FUZZ_FUZZ_TARGET_H_
