// The servers of this chapter, a row each, below those of the chapter before.

#ifndef CHAPTERS_04_MIXINS_SERVERS_H_
#define CHAPTERS_04_MIXINS_SERVERS_H_

#include "chapters/03_class_hierarchy/servers.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"

namespace socketserver {

// What the flags of this chapter set.
struct MixInOptions {
  ThreadingOptions threading;
  ForkingOptions forking;
};

// `options` are read when a server begins to serve, and must live until then.
template <template <typename> typename Rig = Itself>
Servers mix_in_servers(const MixInOptions& options) {
  Servers servers = class_hierarchy_servers<Rig>();
  servers.push_back(server_row<ThreadingMixIn<Stoppable<Rig<TCPServer>>>>(
      "ThreadingTCPServer", "threading", options.threading));
  servers.push_back(server_row<ThreadingMixIn<Stoppable<Rig<UDPServer>>>>(
      "ThreadingUDPServer", "threading", options.threading));
  servers.push_back(
      server_row<ThreadingMixIn<Stoppable<Rig<UnixStreamServer>>>>(
          "ThreadingUnixStreamServer", "threading", options.threading));
  servers.push_back(
      server_row<ThreadingMixIn<Stoppable<Rig<UnixDatagramServer>>>>(
          "ThreadingUnixDatagramServer", "threading", options.threading));
  servers.push_back(server_row<ForkingMixIn<Stoppable<Rig<TCPServer>>>>(
      "ForkingTCPServer", "forking", options.forking));
  servers.push_back(server_row<ForkingMixIn<Stoppable<Rig<UDPServer>>>>(
      "ForkingUDPServer", "forking", options.forking));
  servers.push_back(server_row<ForkingMixIn<Stoppable<Rig<UnixStreamServer>>>>(
      "ForkingUnixStreamServer", "forking", options.forking));
  servers.push_back(
      server_row<ForkingMixIn<Stoppable<Rig<UnixDatagramServer>>>>(
          "ForkingUnixDatagramServer", "forking", options.forking));
  return servers;
}

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_SERVERS_H_
