// Memory that runs out, for one thread at a time.
//
// A program that links this has a new of its own.

#ifndef TESTS_SUPPORT_MEMORY_H_
#define TESTS_SUPPORT_MEMORY_H_

namespace socketserver::memory {

// Gives the calling thread so many more allocations; each one after them throws
// std::bad_alloc.
void allow(int allocations) noexcept;

// Ends that.
void allow_all() noexcept;

}  // namespace socketserver::memory

#endif  // TESTS_SUPPORT_MEMORY_H_
