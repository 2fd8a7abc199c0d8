// What the kernel says about a process, from /proc: the oracle of the tests.

#ifndef TESTS_SUPPORT_PROC_H_
#define TESTS_SUPPORT_PROC_H_

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace socketserver::proc {

// The numbers of the open descriptors of `pid`.
std::vector<int> descriptors(pid_t pid);

// What descriptor `fd` of `pid` refers to: "/dev/null", "socket:[4711]".
std::string descriptor_target(pid_t pid, int fd);

// The open-file flags of descriptor `fd` of `pid`, O_NONBLOCK among them.
std::uint64_t descriptor_flags(pid_t pid, int fd);

// The descriptors of `pid` that are sockets.
std::vector<int> sockets(pid_t pid);

// The value of a line of /proc/PID/status, "VmRSS" say, without its unit.
std::string status(pid_t pid, const std::string& key);

// The children of `pid`, zombies included.
std::vector<pid_t> children(pid_t pid);

// Reports whether `pid` has a handler for signal `number`.
bool catches(pid_t pid, int number);

// Waits until no signal is pending for `pid` any more: each has been taken, or
// its handler runs. Throws std::runtime_error if that takes long.
void wait_until_taken(pid_t pid);

// The processor time of `pid` so far, in clock ticks (10 ms each).
std::int64_t cpu_ticks(pid_t pid);

// When `pid` was started, in clock ticks since the machine was.
std::int64_t start_ticks(pid_t pid);

// Reports whether `pid` is no more, or only waits to be reaped.
bool has_ended(pid_t pid);

// Lets `pid` have no descriptor with a number of `limit` or above from now on;
// returns the limit that it had before. Throws std::system_error.
std::size_t limit_descriptors(pid_t pid, std::size_t limit);

// The TCP port on which `pid` listens; 0 if it doesn't yet.
int listening_port(pid_t pid);

// Waits until `fact` holds. Throws std::runtime_error if it doesn't for long.
void wait_until(const std::function<bool()>& fact);

}  // namespace socketserver::proc

#endif  // TESTS_SUPPORT_PROC_H_
