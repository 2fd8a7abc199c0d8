#include "tests/support/memory.h"

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr int kAll = std::numeric_limits<int>::max();

thread_local int allocations_left = kAll;

bool may_allocate() {
  if (allocations_left == kAll) {
    return true;
  }
  return allocations_left > 0 && allocations_left-- > 0;
}

}  // namespace

// Not inlined: gcc takes them for a mismatched pair otherwise.
[[gnu::noinline]] void* operator new(std::size_t size) {
  void* const memory = may_allocate() ? std::malloc(size) : nullptr;
  if (memory == nullptr) {
    throw std::bad_alloc();
  }
  return memory;
}

[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}

[[gnu::noinline]] void operator delete(void* memory,
                                       std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace socketserver::memory {

void allow(int allocations) noexcept {
  allocations_left = allocations;
}

void allow_all() noexcept {
  allocations_left = kAll;
}

}  // namespace socketserver::memory
