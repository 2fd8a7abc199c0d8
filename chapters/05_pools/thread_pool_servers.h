// The four servers with a pool of threads.

#ifndef CHAPTERS_05_POOLS_THREAD_POOL_SERVERS_H_
#define CHAPTERS_05_POOLS_THREAD_POOL_SERVERS_H_

#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/05_pools/thread_pool_mix_in.h"

namespace socketserver {

using ThreadPoolTCPServer = ThreadPoolMixIn<TCPServer>;
using ThreadPoolUDPServer = ThreadPoolMixIn<UDPServer>;
using ThreadPoolUnixStreamServer = ThreadPoolMixIn<UnixStreamServer>;
using ThreadPoolUnixDatagramServer = ThreadPoolMixIn<UnixDatagramServer>;

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_THREAD_POOL_SERVERS_H_
