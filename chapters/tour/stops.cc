#include "chapters/tour/stops.h"

#include "chapters/support/listed_servers.h"

#include <algorithm>
#include <map>
#include <set>

namespace socketserver {
namespace {

// What to see of a stage or a server.
std::string lesson_of(const std::string& name) {
  static const std::map<std::string, std::string> lessons = {
      {"01_accept_loop",
       "One client at a time: the others are connected at once, but wait in "
       "the queue of the listening socket."},
      {"02_selector_loop",
       "A selector waits for many things, but the handler still serves one "
       "client at a time: the queue is as long."},
      {"TCPServer",
       "The same loop behind a class with hooks: what serves whom is now a "
       "decision of process_request."},
      {"UDPServer",
       "No connections: four datagrams wait in the buffer of one socket."},
      {"UnixStreamServer",
       "Another kind of address changes nothing about the waiting."},
      {"UnixDatagramServer",
       "Datagrams on a path: the fourth of four combinations, all served by "
       "the same loop."},
      {"ThreadingTCPServer",
       "All four at the same time: one hook replaced, and every client has a "
       "thread of its own."},
      {"ThreadingUDPServer",
       "The same mix-in around another base: four threads answer through one "
       "socket."},
      {"ThreadingUnixStreamServer", "And around a third."},
      {"ThreadingUnixDatagramServer",
       "And a fourth: four classes, one line each."},
      {"ForkingTCPServer",
       "The same hook replaced by another mix-in: every client has a process "
       "and a memory of its own."},
      {"ForkingUDPServer",
       "Four processes answer through one socket, which they have "
       "inherited."},
      {"ForkingUnixStreamServer", "Two mix-ins and four servers..."},
      {"ForkingUnixDatagramServer", "...make eight more: twelve in all."},
      {"ThreadPoolTCPServer",
       "Four threads that were there before the clients, and stay: with a "
       "fifth client, one would wait."},
      {"ThreadPoolUDPServer", "The same pool around another base."},
      {"ThreadPoolUnixStreamServer", "A third mix-in..."},
      {"ThreadPoolUnixDatagramServer", "...makes four more: sixteen in all."},
  };
  const auto lesson = lessons.find(name);
  return lesson == lessons.end() ? "" : lesson->second;
}

// The sequential server once more, in several processes: no class of its own.
const Stop kPreforked{
    .program = "05_pools",
    .server = "TCPServer",
    .lesson =
        "Four processes that were there before, each with a sequential "
        "server of its own, and one queue for all of them.",
    .processes = 4};

// The stages by name: Bazel builds each into the folder that it has in the
// source tree.
std::vector<std::string> stages(const std::filesystem::path& chapters) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(chapters)) {
    const std::string name = entry.path().filename();
    const bool is_numbered = name.front() >= '0' && name.front() <= '9';
    if (is_numbered && std::filesystem::exists(program_path(chapters, name))) {
      names.push_back(name);
    }
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace

std::string program_path(const std::filesystem::path& chapters,
                         const std::string& stage) {
  return chapters / stage / stage;
}

std::vector<Stop> stops(const std::filesystem::path& chapters) {
  std::vector<Stop> all;
  std::set<std::string> seen;
  for (const std::string& stage : stages(chapters)) {
    const auto servers = listed_servers(program_path(chapters, stage));
    if (servers.empty()) {
      all.push_back(
          {.program = stage, .server = "", .lesson = lesson_of(stage)});
    }
    for (const ListedServer& server : servers) {
      if (seen.insert(server.name).second) {
        all.push_back({.program = stage,
                       .server = server.name,
                       .lesson = lesson_of(server.name),
                       .protocol = server.is_datagram ? Protocol::kDatagram
                                                      : Protocol::kStream});
      }
    }
    if (stage == kPreforked.program) {
      all.push_back(kPreforked);
    }
  }
  return all;
}

}  // namespace socketserver
