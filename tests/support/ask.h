// ask: one question to a server of any kind, and its answer.

#ifndef TESTS_SUPPORT_ASK_H_
#define TESTS_SUPPORT_ASK_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/udp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/client.h"

#include <concepts>
#include <string>
#include <string_view>

namespace socketserver {

template <typename Server>
inline constexpr bool kIsDatagram = std::derived_from<Server, UDPServer>;

// Sends `request` to `server` and returns its answer.
template <typename Server>
std::string ask(const Address& server, std::string_view request) {
  if constexpr (kIsDatagram<Server>) {
    DatagramClient client(server);
    client.send(request);
    return client.receive();
  } else {
    return Client(server).exchange(request);
  }
}

}  // namespace socketserver

#endif  // TESTS_SUPPORT_ASK_H_
