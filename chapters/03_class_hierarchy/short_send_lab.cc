// Failure lab: a send that takes less than it was given, and the cure.
//
// The article's handler calls conn.send(data) and ignores the result. On a
// blocking socket send waits until all fits, unless a signal cuts it short; on
// a non-blocking one, as here, it takes what fits. The result says how much.

#include "chapters/01_accept_loop/connection.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/support/standard_streams.h"

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <latch>
#include <string>
#include <thread>

namespace socketserver {
namespace {

constexpr std::size_t kAnswer = std::size_t{16} << 20;

// Sends an answer of 16 MB by `send_it`; returns how many bytes arrive. The
// client begins to read when `send_it` says so: one that reads meanwhile could
// make room just in time.
template <typename Send>
std::size_t arrives_by(Send send_it) {
  std::array<int, 2> ends{};
  check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()),
        "socketpair");
  UniqueFd server(ends[0]);
  const UniqueFd client(ends[1]);
  std::latch client_reads(1);
  const std::jthread sender([&] {
    send_it(server.get(), std::string(kAnswer, 'x'), client_reads);
    server.reset();
  });
  client_reads.wait();
  std::string chunk(65536, '\0');
  std::size_t arrived = 0;
  while (true) {
    const ssize_t size =
        check(::recv(client.get(), chunk.data(), chunk.size(), 0), "recv");
    if (size == 0) {
      return arrived;
    }
    arrived += static_cast<std::size_t>(size);
  }
}

void report(const char* how, std::size_t arrived) {
  print_line(std::string(how) + (arrived == kAnswer ? ": all of it arrives"
                                                    : ": the answer is cut"));
}

}  // namespace
}  // namespace socketserver

int main() {
  using socketserver::arrives_by;
  using socketserver::report;
  report("send", arrives_by([](int socket, const std::string& answer,
                               std::latch& client_reads) {
           // MSG_DONTWAIT: as on a non-blocking socket.
           ::send(socket, answer.data(), answer.size(),
                  MSG_NOSIGNAL | MSG_DONTWAIT);
           client_reads.count_down();
         }));
  report("sendall", arrives_by([](int socket, const std::string& answer,
                                  std::latch& client_reads) {
           client_reads.count_down();
           socketserver::sendall(socket, answer);
         }));
  return 0;
}
