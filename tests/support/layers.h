// Throw-away layers, and the mix-in that pushes one on each connection.

#ifndef TESTS_SUPPORT_LAYERS_H_
#define TESTS_SUPPORT_LAYERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream.h"

#include <cctype>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace socketserver {

// Capitals are sent, whatever was.
class UpperLayer : public StreamLayer {
 public:
  void send(std::string_view bytes, Deadline deadline) override {
    std::string upper;
    for (const char byte : bytes) {
      upper +=
          static_cast<char>(std::toupper(static_cast<unsigned char>(byte)));
    }
    below().send(upper, deadline);
  }
};

// Keeps the deadline that it has been given last.
class DeadlineLayer : public StreamLayer {
 public:
  explicit DeadlineLayer(Deadline& last) : last_(last) {}
  std::size_t recv(std::span<char> room, Deadline deadline) override {
    last_ = deadline;
    return below().recv(room, deadline);
  }
  void shutdown_write(Deadline deadline) override {
    last_ = deadline;
    below().shutdown_write(deadline);
  }

 private:
  Deadline& last_;
};

// Behind all that is sent comes the same.
class SuffixLayer : public StreamLayer {
 public:
  explicit SuffixLayer(std::string suffix = "a") : suffix_(std::move(suffix)) {}
  void send(std::string_view bytes, Deadline deadline) override {
    below().send(std::string(bytes) + suffix_, deadline);
  }

 private:
  std::string suffix_;
};

template <typename Base, typename Layer>
class LayerMixIn : public Base {
 public:
  using Base::Base;

 protected:
  void finish_request(Request& request, const Address& client) override {
    std::get<Stream>(request).push(std::make_unique<Layer>());
    Base::finish_request(request, client);
  }
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_LAYERS_H_
