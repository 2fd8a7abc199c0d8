// The flags and handlers of the stage programs of chapters 03 and 04.
//
// Skip it on a first reading, all but Stoppable: how a server waits for a
// signal, too.

#ifndef CHAPTERS_03_CLASS_HIERARCHY_SERVER_STAGE_H_
#define CHAPTERS_03_CLASS_HIERARCHY_SERVER_STAGE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/stage.h"
#include "chapters/01_accept_loop/standard_streams.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"
#include "chapters/03_class_hierarchy/base_server.h"

#include <sys/stat.h>

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace socketserver {

struct ServerStageOptions : StageOptions {
  std::string server;  // The name of the class.
  std::string path;    // Of Unix servers.
  std::string handler = "hello";
  int compute_us = 0;

  [[nodiscard]] bool is_unix() const;
  [[nodiscard]] bool is_datagram() const;

  // The path of a Unix server, else host and port.
  [[nodiscard]] Address server_address() const;
};

// The classes that a stage offers: the name of each, and serve_stage<Class>.
using ServerClasses =
    std::map<std::string, std::function<void(const ServerStageOptions&,
                                             const RequestHandlerClass&)>>;

// Declares the flags on `app`: those of every stage, --server with one of
// `classes`, --path, --handler and --compute-us.
void add_server_flags(CLI::App& app, ServerStageOptions& options,
                      const ServerClasses& classes);

// The handler that the flags ask for, for connections or for datagrams.
RequestHandlerClass stage_handler(const ServerStageOptions& options);

// Removes the file of a Unix address when it goes, but not another one that has
// been put in its place.
class PathGuard {
 public:
  // The file is there: the server has bound it. Throws std::system_error.
  explicit PathGuard(const Address& address);
  PathGuard(const PathGuard&) = delete;
  PathGuard& operator=(const PathGuard&) = delete;
  ~PathGuard();

 private:
  [[nodiscard]] bool is_file() const {
    return !path_.empty() && path_.front() != '\0';
  }

  std::string path_;
  struct stat bound_ {};
};

// Any server, stopped by SIGINT or SIGTERM: its loop also watches a Wakeup.
template <typename Base>
class Stoppable : public Base {
 public:
  template <typename... Arguments>
  explicit Stoppable(const Wakeup& stop, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...), stop_(stop.fileno()) {
    this->watch(stop_);
  }

 protected:
  void descriptor_ready(int fd) override {
    if (fd == stop_) {
      this->shutdown();
    } else {
      Base::descriptor_ready(fd);
    }
  }

 private:
  int stop_;
};

// Serves as `ServerClass`, which is Stoppable, from the start line to
// "stopped". `mix_in_options` are for the mix-ins of chapter 04, whose
// constructors take them first.
template <typename ServerClass, typename... MixInOptions>
void serve_stage(const ServerStageOptions& options,
                 const RequestHandlerClass& handler,
                 const MixInOptions&... mix_in_options) {
  const Wakeup stop;
  const StopSignals signals(stop);
  ServerClass server(mix_in_options..., stop, options.server_address(),
                     handler);
  {
    const PathGuard path(server.server_address());
    print_line("serving " + options.server + " on " +
               server.server_address().to_string());
    server.serve_forever();
    server.server_close();
  }
  print_line("stopped");
}

}  // namespace socketserver

#endif  // CHAPTERS_03_CLASS_HIERARCHY_SERVER_STAGE_H_
