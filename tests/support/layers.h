// Throw-away layers, and the mix-in that pushes one on each connection.

#ifndef TESTS_SUPPORT_LAYERS_H_
#define TESTS_SUPPORT_LAYERS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream.h"

#include <cctype>
#include <memory>
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
