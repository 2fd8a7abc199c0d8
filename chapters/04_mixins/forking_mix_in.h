// ForkingMixIn: a process for every request, for any of the servers.
//
// Python's socketserver.ForkingMixIn. It replaces the same hook as
// ThreadingMixIn: the parent accepts, a forked child does the rest. After the
// fork both have the connection. The child serves it; the parent closes its own
// descriptor of it, and must not say goodbye: that is the child's to do.
//
//   parent                                 child
//   get_request
//   verify_request
//   process_request -- forks ------------>   finish_request, handle_error
//     close_request                          shutdown_request
//
// What is new is that somebody has to see the children off, and that no client
// is accepted while there are too many of them: see RequestChildren.
//
// Final, so that here, too, one customises first and mixes in last:
// ForkingMixIn<MyServer>.
//
// Thread rule: as BaseServer. In the child, shutdown() does nothing.

#ifndef CHAPTERS_04_MIXINS_FORKING_MIX_IN_H_
#define CHAPTERS_04_MIXINS_FORKING_MIX_IN_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/02_selector_loop/selector.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/fork_child.h"
#include "chapters/04_mixins/request_children.h"
#include "chapters/04_mixins/server_concept.h"

#include <sys/types.h>

#include <set>
#include <stdexcept>
#include <utility>

namespace socketserver {

template <Server Base>
class ForkingMixIn final : public Base {
 public:
  using Base::Base;  // Whatever makes a Base makes a ForkingMixIn<Base>.

  // The same, with options of its own before those of the base. Throws
  // std::invalid_argument for room for no child: nobody would be served.
  template <typename... Arguments>
  explicit ForkingMixIn(const ForkingOptions& options, Arguments&&... arguments)
      : ForkingMixIn(Checked{options}, std::forward<Arguments>(arguments)...) {}

  ForkingMixIn(const ForkingMixIn&) = delete;
  ForkingMixIn& operator=(const ForkingMixIn&) = delete;
  ~ForkingMixIn() override { server_close(); }

  // Closes the server, and waits for the children unless told not to.
  void server_close() override {
    Base::server_close();
    collect_children(/*blocking=*/options_.block_on_close);
  }

  // The children that have not been reaped. From every thread.
  [[nodiscard]] std::set<pid_t> active_children() const {
    return children_.pids();
  }

  // Ends the children, and with them what they do for their clients.
  void cut_off_requests() noexcept override {
    if (!this->in_forked_child()) {  // Whose siblings are not its own.
      children_.kill();
    }
  }

  [[nodiscard]] Timeout timeout() const override {
    return Base::timeout() ? Base::timeout() : options_.timeout;
  }

  // Reaps those that have ended, or waits for all of them. The loop does so by
  // itself; never touches a child that isn't this server's, nor, in a child,
  // its siblings.
  void collect_children(bool blocking = false) {
    if (!this->in_forked_child()) {
      children_.collect(blocking);
    }
  }

 protected:
  // In each hook the children come first: a base's hook may throw.

  // Throws std::system_error if there can be no other process.
  void process_request(Request& request, const Address& client) override {
    const pid_t pid = children_.start(client);
    if (pid == 0) {
      process_request_child(request, client);
    }
    // The child lives, so that the request isn't the caller's to end.
    this->attempt(request, client, [&] { this->close_request(request); });
  }

  void descriptor_ready(int fd, unsigned events) override {
    children_.ready(fd);
    Base::descriptor_ready(fd, events);
  }

  [[nodiscard]] bool has_room() const noexcept override {
    return children_.size() < options_.max_children && Base::has_room();
  }

  [[nodiscard]] Deadline next_deadline() const noexcept override {
    return sooner(children_.next_look(), Base::next_deadline());
  }

  void deadline_passed() override {
    children_.look();
    Base::deadline_passed();
  }

  void handle_timeout() override {
    collect_children();
    Base::handle_timeout();
  }

 private:
  // Before there is a base, which binds: a path would be left behind.
  struct Checked {
    explicit Checked(const ForkingOptions& its_options) : options(its_options) {
      if (options.max_children == 0) {
        throw std::invalid_argument("ForkingMixIn: max_children 0: at least 1");
      }
    }
    const ForkingOptions& options;
  };
  template <typename... Arguments>
  explicit ForkingMixIn(const Checked& checked, Arguments&&... arguments)
      : Base(std::forward<Arguments>(arguments)...),
        options_(checked.options) {}

  // Must never return: the caller's stack is the parent's.
  [[noreturn]] void process_request_child(Request& request,
                                          const Address& client) noexcept {
    this->close_in_child();
    const bool served = this->attempt(
        request, client, [&] { this->finish_request(request, client); });
    const bool closed = this->attempt(request, client,
                                      [&] { this->shutdown_request(request); });
    exit_child(served && closed ? 0 : 1);
  }

  ForkingOptions options_;
  RequestChildren children_{
      {.watch = [this](int fd) { this->watch(fd, kEventRead); },
       .unwatch = [this](int fd) { this->unwatch(fd); },
       .ended =
           [this](const Address& client) { this->request_ended(client); }}};
};

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_FORKING_MIX_IN_H_
