// RequestHandlerClass: what a server does with each request.
//
// In Python the class of the handler, which the server calls to make one. Here
// anything that can be called with a request: handled_by<Handler>() makes one
// from a class.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_CLASS_H_
#define CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_CLASS_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"

#include <concepts>
#include <functional>
#include <stdexcept>
#include <utility>

namespace socketserver {

class BaseServer;

class RequestHandlerClass {
 public:
  // Const, since a server with threads calls the one object from all of them:
  // what a mutable lambda has captured would be changed by several at once.
  // Throws std::invalid_argument for a std::function that is empty.
  template <typename Function>
  requires std::invocable<const Function&, Request&, const Address&,
                          BaseServer&>
  // NOLINTNEXTLINE(google-explicit-constructor): a lambda is one.
  RequestHandlerClass(Function function) : function_(std::move(function)) {
    if (function_ == nullptr) {
      throw std::invalid_argument("RequestHandlerClass: an empty function");
    }
  }

  // Handles one request to its end. From every thread.
  void operator()(Request& request, const Address& client,
                  BaseServer& server) const {
    function_(request, client, server);
  }

 private:
  std::function<void(Request&, const Address& client, BaseServer&)> function_;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_CLASS_H_
