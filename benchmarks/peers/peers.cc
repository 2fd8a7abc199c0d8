// The same requests to other people's servers: CPython's own socketserver,
// Asio's thread for a connection, POCO's pool of threads.
//
//   apt-get install libasio-dev libpoco-dev
//   ./bazelw run //benchmarks:peers

#include "benchmarks/suite.h"

#include <string>
#include <vector>

namespace socketserver {
namespace {

ServerProgram of_library(const std::string& path, const std::string& name) {
  return {name, {program("benchmarks/peers/" + path), name}};
}

ServerProgram of_python(const std::string& name) {
  return {
      "CPython" + name,
      {"/usr/bin/python3", program("benchmarks/peers/python_server.py"), name}};
}

void add_all() {
  const std::vector<ServerProgram> servers = {
      our_server("TCPServer"),
      our_server("ThreadingTCPServer"),
      our_server("ForkingTCPServer"),
      of_python("TCPServer"),
      of_python("ThreadingTCPServer"),
      of_python("ForkingTCPServer"),
      of_library("asio_server", "AsioThreads"),
      of_library("poco_server", "PocoTCPServer"),
  };
  const std::vector<Workload> workloads = {
      {.name = "hello", .handler = "hello", .one_processor = true},
      {.name = "wait", .handler = "wait"},
      {.name = "compute", .handler = "compute"},
  };
  for (const Workload& workload : workloads) {
    for (const ServerProgram& server : servers) {
      add_rows(workload, server, {16});
    }
  }
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::add_all();
  return socketserver::run_rows(argc, argv);
}
