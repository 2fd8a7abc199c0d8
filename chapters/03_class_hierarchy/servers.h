// The servers of this chapter, a row each.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVERS_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVERS_H_

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/server_registry.h"
#include "chapters/support/stoppable.h"

namespace socketserver {

// With each as Rig derives from it: tests do.
template <template <typename> typename Rig = Itself>
Servers class_hierarchy_servers() {
  return {
      server_row<Stoppable<Rig<TCPServer>>>("TCPServer", "sequential"),
      server_row<Stoppable<Rig<UDPServer>>>("UDPServer", "sequential"),
      server_row<Stoppable<Rig<UnixStreamServer>>>("UnixStreamServer",
                                                   "sequential"),
      server_row<Stoppable<Rig<UnixDatagramServer>>>("UnixDatagramServer",
                                                     "sequential"),
  };
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVERS_H_
