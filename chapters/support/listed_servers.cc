#include "chapters/support/listed_servers.h"

#include "chapters/02_selector_loop/deadline.h"
#include "chapters/support/stage_process.h"

#include <optional>
#include <regex>
#include <stdexcept>

namespace socketserver {
namespace {

ListedServer parse(const std::string& line) {
  static const std::regex row(
      R"(([^\t]+)\t(inet|unix)\t(stream|datagram)\t([^\t]+))");
  std::smatch parts;
  if (!std::regex_match(line, parts, row)) {
    throw std::runtime_error("no row of --list-servers: \"" + line + "\"");
  }
  return {.name = parts[1],
          .is_unix = parts[2] == "unix",
          .is_datagram = parts[3] == "datagram",
          .model = parts[4]};
}

}  // namespace

std::vector<ListedServer> listed_servers(const std::string& program) {
  StageProcess stage(program, {"--list-servers"});
  const Deadline deadline(StageProcess::kPatience);
  std::vector<ListedServer> servers;
  while (const std::optional<std::string> line =
             stage.out().read_line(deadline)) {
    servers.push_back(parse(*line));
  }
  stage.wait();
  return servers;
}

}  // namespace socketserver
