#include "chapters/tour/stops.h"

namespace socketserver {

const std::vector<Stop>& stops() {
  static const std::vector<Stop> all = {
      {.program = "01_accept_loop",
       .server = "",
       .title = "a bare accept loop",
       .lesson = "One client at a time: the others are connected at once, but "
                 "wait in the queue of the listening socket."},
      {.program = "02_selector_loop",
       .server = "",
       .title = "a selector loop",
       .lesson = "A selector waits for many things, but the handler still "
                 "serves one client at a time: the queue is as long."},
      {.program = "03_class_hierarchy",
       .server = "TCPServer",
       .title = "TCPServer",
       .lesson = "The same loop behind a class with hooks: what serves whom is "
                 "now a decision of process_request."},
      {.program = "03_class_hierarchy",
       .server = "UDPServer",
       .title = "UDPServer",
       .lesson = "No connections: four datagrams wait in the buffer of one "
                 "socket.",
       .protocol = Protocol::kDatagram},
      {.program = "03_class_hierarchy",
       .server = "UnixStreamServer",
       .title = "UnixStreamServer",
       .lesson = "Another kind of address changes nothing about the waiting."},
      {.program = "03_class_hierarchy",
       .server = "UnixDatagramServer",
       .title = "UnixDatagramServer",
       .lesson = "Datagrams on a path: the fourth of four combinations, all "
                 "served by the same loop.",
       .protocol = Protocol::kDatagram},
      {.program = "04_mixins",
       .server = "ThreadingTCPServer",
       .title = "ThreadingTCPServer",
       .lesson = "All four at the same time: one hook replaced, and every "
                 "client has a thread of its own."},
      {.program = "04_mixins",
       .server = "ThreadingUDPServer",
       .title = "ThreadingUDPServer",
       .lesson = "The same mix-in around another base: four threads answer "
                 "through one socket.",
       .protocol = Protocol::kDatagram},
      {.program = "04_mixins",
       .server = "ThreadingUnixStreamServer",
       .title = "ThreadingUnixStreamServer",
       .lesson = "And around a third."},
      {.program = "04_mixins",
       .server = "ThreadingUnixDatagramServer",
       .title = "ThreadingUnixDatagramServer",
       .lesson = "And a fourth: four classes, one line each.",
       .protocol = Protocol::kDatagram},
      {.program = "04_mixins",
       .server = "ForkingTCPServer",
       .title = "ForkingTCPServer",
       .lesson = "The same hook replaced by another mix-in: every client has a "
                 "process and a memory of its own."},
      {.program = "04_mixins",
       .server = "ForkingUDPServer",
       .title = "ForkingUDPServer",
       .lesson = "Four processes answer through one socket, which they have "
                 "inherited.",
       .protocol = Protocol::kDatagram},
      {.program = "04_mixins",
       .server = "ForkingUnixStreamServer",
       .title = "ForkingUnixStreamServer",
       .lesson = "Two mix-ins and four servers..."},
      {.program = "04_mixins",
       .server = "ForkingUnixDatagramServer",
       .title = "ForkingUnixDatagramServer",
       .lesson = "...make eight more: twelve in all.",
       .protocol = Protocol::kDatagram},
  };
  return all;
}

}  // namespace socketserver
