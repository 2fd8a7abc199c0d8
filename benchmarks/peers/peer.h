// What the two peers in C++ have in common: the command line, and what a
// handler does before it answers.
//
// Nothing in here is about servers. Nor is anything from the chapters: a peer
// is compared with our code, so it has none of it.

#ifndef BENCHMARKS_PEERS_PEER_H_
#define BENCHMARKS_PEERS_PEER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace peers {

// What is done for a client.
enum class Handler {
  kHello,    // Says kAnswer.
  kWait,     // The same, a millisecond later.
  kCompute,  // The same, after 200 microseconds of the thread's CPU time.
};

inline constexpr std::string_view kAnswer = "hello world\n";

// What the command line `PROGRAM CLASS HANDLER` asks for. Ends the program with
// status 2 and one line on standard error if it is anything else, or CLASS none
// of `classes`.
struct CommandLine {
  std::string server_class;
  Handler handler;
};
CommandLine parse_command_line(int argc, char** argv,
                               const std::vector<std::string>& classes);

// Says on standard output that clients can connect.
void announce(const std::string& server_class, std::uint16_t port);

// Waits or computes, if that is what `handler` does.
void work(Handler handler);

}  // namespace peers

#endif  // BENCHMARKS_PEERS_PEER_H_
