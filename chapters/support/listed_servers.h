// What a stage says about its servers: --list-servers, read.

#ifndef CHAPTERS_SUPPORT_LISTED_SERVERS_H_
#define CHAPTERS_SUPPORT_LISTED_SERVERS_H_

#include <string>
#include <vector>

namespace socketserver {

struct ListedServer {
  std::string name;  // Of the class.
  bool is_unix = false;
  bool is_datagram = false;
  std::string model;  // Who does the work: "sequential", "threading", ...
};

// The servers that the stage `program` offers; none if it knows no such flag,
// as those of chapters 01 and 02. Throws std::system_error if it can't be
// started, and std::runtime_error if it doesn't end or says something else.
std::vector<ListedServer> listed_servers(const std::string& program);

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_LISTED_SERVERS_H_
