// A Reader against a plain string: whatever arrives in whatever pieces, each
// read returns what it says.
//
// The first half of the input says what is asked, two bytes a question; the
// second is what arrives.

#include "chapters/01_accept_loop/connection.h"
#include "chapters/03_class_hierarchy/reader.h"
#include "chapters/03_class_hierarchy/stream.h"
#include "chapters/support/listener.h"
#include "tests/fuzz/fuzz_target.h"

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

namespace fuzz = socketserver::fuzz;

namespace {

using socketserver::Deadline;
using socketserver::Reader;

// As a network does: the bytes come in pieces of any size.
class PiecesLayer : public socketserver::StreamLayer {
 public:
  explicit PiecesLayer(std::string_view sizes) : sizes_(sizes) {}

  std::size_t recv(std::span<char> room, Deadline deadline) override {
    const auto size = static_cast<unsigned char>(sizes_[next_]);
    next_ = (next_ + 1) % sizes_.size();
    return below().recv(
        room.first(std::min<std::size_t>(size + 1U, room.size())), deadline);
  }

 private:
  std::string_view sizes_;
  std::size_t next_ = 0;
};

// What is expected: `rest` is what hasn't been read yet.
std::string line_of(std::string_view rest, std::size_t limit) {
  return std::string(rest.substr(0, std::min(rest.find('\n'), limit - 1) + 1));
}

void ask(Reader& reader, unsigned question, std::size_t size,
         std::string_view& rest) {
  std::string got;
  switch (question % 4) {
    case 0:
      got = reader.readline(size + 1);
      fuzz::require(got == line_of(rest, size + 1), "readline(limit)");
      break;
    case 1:
      got = reader.readline();
      fuzz::require(got == line_of(rest, Reader::kLongestLine), "readline()");
      break;
    case 2:
      got = reader.read(size);
      fuzz::require(got == rest.substr(0, size), "read(size)");
      break;
    default:
      got = reader.read1(size);
      fuzz::require(got == rest.substr(0, got.size()), "read1(size)");
      fuzz::require(got.empty() == (rest.empty() || size == 0),
                    "read1(size) returns something");
  }
  rest.remove_prefix(got.size());
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kFitsIntoASocket = 65536;
  const std::string_view input =
      fuzz::text_of(data, std::min(size, kFitsIntoASocket));
  const std::string_view questions = input.substr(0, input.size() / 2);
  std::string_view rest = input.substr(questions.size());
  if (questions.empty()) {
    return 0;
  }

  socketserver::SocketPair pair;
  socketserver::Stream stream(std::move(pair.left));
  stream.push(std::make_unique<PiecesLayer>(questions));
  socketserver::sendall(pair.right.get(), rest);
  pair.right.reset();
  const auto buffer_size = static_cast<unsigned char>(questions.front());
  Reader reader(stream, buffer_size, std::nullopt);
  for (std::size_t i = 0; i + 1 < questions.size(); i += 2) {
    ask(reader, static_cast<unsigned char>(questions[i]),
        static_cast<unsigned char>(questions[i + 1]), rest);
  }
  fuzz::require(reader.read() == rest, "read() returns the rest");
  fuzz::require(reader.readline().empty(), "nothing after the end of file");
  return 0;
}
