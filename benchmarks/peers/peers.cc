// The same requests to other people's servers: CPython's own socketserver,
// one on a ThreadPoolExecutor, Asio's thread for a connection, POCO's pool of
// threads; and the floors, since a server is to be compared with the floor that
// has the same stacks.
//
//   apt-get install libasio-dev libpoco-dev
//   ./bazelw run //benchmarks:peers

#include "benchmarks/slice.h"
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

// What is to be compared, in the order of the table.
struct Model {
  ServerProgram ours;
  std::vector<ServerProgram> floors;  // They only say hello.
  std::vector<ServerProgram> others;
};

void add_all() {
  const std::vector<Model> models = {
      {our_server("TCPServer"),
       {our_floor("poll_loop")},
       {of_python("TCPServer")}},
      {our_server("ThreadingTCPServer"),
       {our_floor("thread_loop_1MB"), our_floor("thread_loop")},
       {of_python("ThreadingTCPServer"),
        of_library("asio_server", "AsioThreads"),
        of_library("poco_server", "PocoTCPServer")}},
      {our_server("ForkingTCPServer"),
       {our_floor("fork_loop")},
       {of_python("ForkingTCPServer")}},
      {our_server("ThreadPoolTCPServer"),
       {pool_floor("pool_loop")},
       {of_python("ThreadPoolTCPServer"),
        of_library("poco_server", "PocoTCPServer_4")}},
      {our_server("PreforkTCPServer"),
       {pool_floor("prefork_loop"), pool_floor("prefork_accept")},
       {}},
  };
  const std::vector<Workload> workloads = {
      {.name = "hello", .handler = "hello", .one_processor = true},
      {.name = "wait", .handler = "wait"},
      {.name = "compute", .handler = "compute"},
  };
  for (const Workload& workload : workloads) {
    for (const Model& model : models) {
      add_rows(workload, model.ours, {16});
      if (workload.handler == "hello") {
        for (const ServerProgram& floor : model.floors) {
          add_rows(workload, floor, {16});
        }
      }
      for (const ServerProgram& other : model.others) {
        add_rows(workload, other, {16});
      }
    }
  }
  // Many clients that wait, and as many threads.
  const Workload& wait = workloads[1];
  for (const ServerProgram& pool :
       {our_server("ThreadPoolTCPServer_64"), pool_floor("pool_loop_wait"),
        of_library("poco_server", "PocoTCPServer"),
        our_server("ThreadingTCPServer")}) {
    add_rows(wait, pool, {64});
  }
}

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  socketserver::add_all();
  return socketserver::run_rows(argc, argv);
}
