// Datagram: one message, and the way back.
//
// Python's pair (data, socket). There is no connection: the answer goes out
// through the server's own socket, which the two share. So it never goes
// through another one that has been given its number, even if the server has
// closed meanwhile.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_H_
#define CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/unique_fd.h"

#include <memory>
#include <string>
#include <string_view>

namespace socketserver {

struct Datagram {
  std::string data;
  bool truncated = false;  // It was longer than max_packet_size, and was cut.
  std::shared_ptr<const UniqueFd> socket;

  // The address that the client has asked, where a server has found that out:
  // a reply comes from there. A server on 0.0.0.0 has several.
  std::unique_ptr<const Address> local_address;

  // Sends `bytes` to `client` as one datagram, even if they are none. Reports
  // whether there was room for it; doesn't wait. Throws std::system_error.
  [[nodiscard]] bool reply(std::string_view bytes, const Address& client) const;
};

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_DATAGRAM_H_
