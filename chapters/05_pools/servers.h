// The servers of this chapter, a row each, below those of the chapter before.

#ifndef CHAPTERS_05_POOLS_SERVERS_H_
#define CHAPTERS_05_POOLS_SERVERS_H_

#include "chapters/04_mixins/servers.h"
#include "chapters/05_pools/thread_pool_mix_in.h"

namespace socketserver {

// What the flags of this chapter and the one before set.
struct PoolOptions : MixInOptions {
  ThreadPoolOptions pool;
};

// `options` are read when a server begins to serve, and must live until then.
template <template <typename> typename Rig = Itself>
Servers pool_servers(const PoolOptions& options) {
  Servers servers = mix_in_servers<Rig>(options);
  servers.push_back(server_row<ThreadPoolMixIn<Stoppable<Rig<TCPServer>>>>(
      "ThreadPoolTCPServer", "pool", options.pool));
  servers.push_back(server_row<ThreadPoolMixIn<Stoppable<Rig<UDPServer>>>>(
      "ThreadPoolUDPServer", "pool", options.pool));
  servers.push_back(
      server_row<ThreadPoolMixIn<Stoppable<Rig<UnixStreamServer>>>>(
          "ThreadPoolUnixStreamServer", "pool", options.pool));
  servers.push_back(
      server_row<ThreadPoolMixIn<Stoppable<Rig<UnixDatagramServer>>>>(
          "ThreadPoolUnixDatagramServer", "pool", options.pool));
  return servers;
}

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_SERVERS_H_
