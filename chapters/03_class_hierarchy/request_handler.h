// BaseRequestHandler: what a server does for one client.
//
// Python's socketserver.BaseRequestHandler. Python makes an object of the class
// for each request, and its constructor runs setup, handle and finish. In C++
// it can't: while the constructor of a base runs, the object is still a base,
// and handle() would be the base's. So the function that handled_by returns
// constructs the handler and then runs the three.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_H_
#define CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"

#include <concepts>

namespace socketserver {

class BaseRequestHandler {
 public:
  // All three outlive the handler.
  BaseRequestHandler(Request& its_request, const Address& client,
                     BaseServer& its_server)
      : request(its_request), client_address(client), server(its_server) {}
  BaseRequestHandler(const BaseRequestHandler&) = delete;
  BaseRequestHandler& operator=(const BaseRequestHandler&) = delete;
  virtual ~BaseRequestHandler() = default;

  // Prepares; if it throws, neither of the others is called.
  virtual void setup() {}

  // Does the work.
  virtual void handle() {}

  // Cleans up, even when handle() has thrown.
  virtual void finish() {}

  // Python's names, and public as in Python. A handler may close or move
  // `request`; its rfile and wfile then have nothing left to read and write.
  Request& request;
  const Address& client_address;
  BaseServer& server;
};

// Runs setup, handle and finish, as Python's constructor does. If both handle
// and finish throw, what the first threw goes on: Python chains the two.
void run_handler(BaseRequestHandler& handler);

// The server's RequestHandlerClass: for each request it constructs a Handler,
// with `arguments` copied after the usual three, and runs it. Python passes
// the class itself, which C++ can't: a class is no value there, but a function
// that makes one of its objects is.
template <std::derived_from<BaseRequestHandler> Handler, typename... Arguments>
RequestHandlerClass handled_by(Arguments... arguments) {
  return [arguments...](Request& request, const Address& client_address,
                        BaseServer& server) {
    Handler handler(request, client_address, server, arguments...);
    run_handler(handler);
  };
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_REQUEST_HANDLER_H_
