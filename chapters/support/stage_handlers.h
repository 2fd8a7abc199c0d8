// The four handlers of the stage programs.
//
// Each is a class template over its base, so that the same few lines answer a
// connection and a datagram: both have an rfile and a wfile.

#ifndef CHAPTERS_SUPPORT_STAGE_HANDLERS_H_
#define CHAPTERS_SUPPORT_STAGE_HANDLERS_H_

#include "chapters/03_class_hierarchy/datagram_request_handler.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/support/standard_streams.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <ctime>
#include <string>
#include <thread>

namespace socketserver {

// What a handler does before it answers, to stand for real work.
struct StageWork {
  std::chrono::milliseconds wait{};
  std::chrono::microseconds compute{};
  bool quiet = false;
};

// The processor's time that this thread has had.
inline std::chrono::nanoseconds thread_time() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds(now.tv_sec) +
         std::chrono::nanoseconds(now.tv_nsec);
}

// Uses `time` of a processor: by the thread's own clock, which stands still
// while others have the processor.
inline void compute(std::chrono::microseconds time) {
  if (time > std::chrono::microseconds::zero()) {
    const std::chrono::nanoseconds end = thread_time() + time;
    while (thread_time() < end) {
    }
  }
}

template <typename Base>
class StageHandler : public Base {
 public:
  StageHandler(Request& its_request, const Address& client,
               BaseServer& its_server, const StageWork& work)
      : Base(its_request, client, its_server), work_(work) {}

  void handle() final {
    this->server.pause(work_.wait);
    compute(work_.compute);
    answer();
    if (!work_.quiet) {
      const std::string name = this->client_address.to_string();
      log_line((name.empty() ? "a client without a name" : name) + " served");
    }
  }

 protected:
  virtual void answer() = 0;

 private:
  StageWork work_;
};

// Says the same to everyone.
template <typename Base>
class HelloHandler final : public StageHandler<Base> {
 public:
  using StageHandler<Base>::StageHandler;

 protected:
  void answer() override { this->wfile.write("hello world\n"); }
};

// Returns what it reads, as it comes.
template <typename Base>
class EchoHandler final : public StageHandler<Base> {
 public:
  using StageHandler<Base>::StageHandler;

 protected:
  void answer() override {
    constexpr std::size_t kChunk = 8192;
    for (std::string chunk = this->rfile.read1(kChunk); !chunk.empty();
         chunk = this->rfile.read1(kChunk)) {
      this->wfile.write(chunk);
    }
  }
};

// Returns a line in capitals, as the handler of Python's own documentation
// does, but with its newline.
template <typename Base>
class UpperHandler final : public StageHandler<Base> {
 public:
  using StageHandler<Base>::StageHandler;

 protected:
  void answer() override {
    std::string line = this->rfile.readline();
    std::ranges::transform(line, line.begin(), [](char c) {
      return 'a' <= c && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    this->wfile.write(line);
  }
};

// Says who does the work.
template <typename Base>
class WhoamiHandler final : public StageHandler<Base> {
 public:
  using StageHandler<Base>::StageHandler;

 protected:
  void answer() override {
    this->wfile.write("pid " + std::to_string(::getpid()) + " tid " +
                      std::to_string(::gettid()) + "\n");
  }
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_STAGE_HANDLERS_H_
