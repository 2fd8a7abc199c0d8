// The four forking servers: Python's classes of these names.

#ifndef CHAPTERS_04_MIXINS_FORKING_SERVERS_H_
#define CHAPTERS_04_MIXINS_FORKING_SERVERS_H_

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"

namespace socketserver {

using ForkingTCPServer = ForkingMixIn<TCPServer>;
using ForkingUDPServer = ForkingMixIn<UDPServer>;
using ForkingUnixStreamServer = ForkingMixIn<UnixStreamServer>;
using ForkingUnixDatagramServer = ForkingMixIn<UnixDatagramServer>;

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_FORKING_SERVERS_H_
