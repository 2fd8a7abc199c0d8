// The four threading servers: Python's classes of these names.

#ifndef CHAPTERS_04_MIXINS_THREADING_SERVERS_H_
#define CHAPTERS_04_MIXINS_THREADING_SERVERS_H_

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/threading_mix_in.h"

namespace socketserver {

using ThreadingTCPServer = ThreadingMixIn<TCPServer>;
using ThreadingUDPServer = ThreadingMixIn<UDPServer>;
using ThreadingUnixStreamServer = ThreadingMixIn<UnixStreamServer>;
using ThreadingUnixDatagramServer = ThreadingMixIn<UnixDatagramServer>;

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_THREADING_SERVERS_H_
