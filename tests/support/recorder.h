// Recorder: any server that writes down which hooks are called, in which order,
// and throws from one of them if it is told to. Derived from its base the way a
// user would derive.

#ifndef TESTS_SUPPORT_RECORDER_H_
#define TESTS_SUPPORT_RECORDER_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/01_accept_loop/system_call.h"
#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/server_options.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

namespace socketserver {

// What a scenario throws; an int stands for all that is no std::exception.
enum class Thrown { kNothing, kException, kOsError, kInt };

// The hooks that were called, and the one that throws.
class HookLog {
 public:
  explicit HookLog(std::string failing = "", Thrown thrown = Thrown::kNothing)
      : failing_(std::move(failing)), thrown_(thrown) {}

  // Writes `hook` down, and throws if it is the failing one.
  void enter(const std::string& hook) {
    if (::getpid() != maker_pid_) {
      check(::write(from_children_[1].get(), (" " + hook).data(),
                    hook.size() + 1),
            "write");
    } else {
      const std::scoped_lock lock(mutex_);
      const bool again = hook == "service_actions" && last_ == hook;
      if (!again) {
        append(hooks_, hook);
        append(std::this_thread::get_id() == maker_ ? hooks_here_
                                                    : hooks_elsewhere_,
               hook);
      }
      last_ = hook;
    }
    if (hook != failing_) {
      return;
    }
    switch (thrown_) {
      case Thrown::kNothing:
        return;
      case Thrown::kException:
        throw std::invalid_argument(hook);
      case Thrown::kOsError:
        throw std::system_error(ECONNABORTED, std::system_category(), hook);
      case Thrown::kInt:
        throw 1;
    }
  }

  [[nodiscard]] std::string hooks() const {
    const std::scoped_lock lock(mutex_);
    return hooks_;
  }

  // Those that were called in the thread of this log's maker, and the others.
  [[nodiscard]] std::string hooks_here() const {
    const std::scoped_lock lock(mutex_);
    return hooks_here_;
  }
  [[nodiscard]] std::string hooks_elsewhere() const {
    const std::scoped_lock lock(mutex_);
    return hooks_elsewhere_;
  }

  // Those that were called in forked children, which must have ended.
  std::string hooks_in_children() {
    from_children_[1].reset();
    std::string hooks(4096, '\0');
    const ssize_t size = check(
        ::read(from_children_[0].get(), hooks.data(), hooks.size()), "read");
    return hooks.substr(1, static_cast<std::size_t>(size) - 1);
  }

 private:
  static void append(std::string& hooks, const std::string& hook) {
    hooks += (hooks.empty() ? "" : " ") + hook;
  }

  static std::array<UniqueFd, 2> make_pipe() {
    std::array<int, 2> ends{};
    check(::pipe2(ends.data(), O_CLOEXEC), "pipe2");
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
  }

  std::array<UniqueFd, 2> from_children_ = make_pipe();
  const pid_t maker_pid_ = ::getpid();
  const std::thread::id maker_ = std::this_thread::get_id();
  const std::string failing_;
  const Thrown thrown_;
  mutable std::mutex mutex_;  // Guards what follows.
  std::string hooks_;
  std::string hooks_here_;
  std::string hooks_elsewhere_;
  std::string last_;
};

// A handler that writes its steps into the log.
template <typename Base>
class RecordingHandler : public Base {
 public:
  RecordingHandler(Request& its_request, const Address& client,
                   BaseServer& its_server, HookLog* log)
      : Base(its_request, client, its_server), log_(*log) {
    log_.enter("h.ctor");
  }
  void setup() override {
    log_.enter("h.setup");
    Base::setup();
  }
  void handle() override {
    log_.enter("h.handle");
    this->wfile.write("hello world\n");
  }
  void finish() override {
    log_.enter("h.finish");
    Base::finish();
  }

 private:
  HookLog& log_;
};

template <typename Base>
class Recorder : public Base {
 public:
  // Calls server_bind and server_activate, as options.bind_and_activate says.
  Recorder(const Address& address, HookLog& log, RequestHandlerClass handler,
           ServerOptions options = {})
      : Base(address, std::move(handler), without_bind(options)), log_(log) {
    if (options.bind_and_activate) {
      this->bind_and_activate();
    }
  }

  void server_bind() override {
    log_.enter("server_bind");
    Base::server_bind();
  }
  void server_activate() override {
    log_.enter("server_activate");
    Base::server_activate();
  }
  void server_close() override {
    log_.enter("server_close");
    Base::server_close();
  }

 protected:
  ClientRequest get_request() override {
    log_.enter("get_request");
    return Base::get_request();
  }
  bool verify_request(const Request& request, const Address& client) override {
    log_.enter("verify_request");
    return accepts && Base::verify_request(request, client);
  }
  void process_request(Request& request, const Address& client) override {
    log_.enter("process_request");
    Base::process_request(request, client);
  }
  void finish_request(Request& request, const Address& client) override {
    log_.enter("finish_request");
    Base::finish_request(request, client);
  }
  void shutdown_request(Request& request) override {
    log_.enter("shutdown_request");
    Base::shutdown_request(request);
  }
  void close_request(Request& request) override {
    log_.enter("close_request");
    Base::close_request(request);
  }
  void handle_error(Request& /*request*/, const Address& /*client*/,
                    const std::exception_ptr& /*error*/) override {
    log_.enter("handle_error");
  }
  void handle_timeout() override {
    log_.enter("handle_timeout");
    Base::handle_timeout();
  }
  void service_actions() override {
    log_.enter("service_actions");
    Base::service_actions();
  }

 public:
  bool accepts = true;  // What verify_request says.

 private:
  static ServerOptions without_bind(ServerOptions options) {
    options.bind_and_activate = false;
    return options;
  }

  HookLog& log_;
};

}  // namespace socketserver

#endif  // TESTS_SUPPORT_RECORDER_H_
