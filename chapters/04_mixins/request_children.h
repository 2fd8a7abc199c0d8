// RequestChildren: the forked children that serve a request each.
//
// What Python does with a set of pids in socketserver.ForkingMixIn. Somebody
// has to see the children off: one that has ended stays in the kernel's table,
// as a zombie, until its parent has asked for its status. Their pidfds stand in
// the loop's selector, so that each is reaped as soon as it has ended.
//
// Thread rule: kill() and pids() from every thread at any time; all else from
// the thread that serves, or from the one that closes, after that.

#ifndef CHAPTERS_04_MIXINS_REQUEST_CHILDREN_H_
#define CHAPTERS_04_MIXINS_REQUEST_CHILDREN_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/02_selector_loop/deadline.h"
#include "chapters/04_mixins/child_process.h"

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <set>
#include <vector>

namespace socketserver {

// What Python keeps in class attributes of ForkingMixIn, with its defaults.
struct ForkingOptions {
  // With so many children no client is accepted until one of them has ended. At
  // least 1.
  std::size_t max_children = 40;

  // Whether server_close waits for the children. Those that it leaves behind
  // are neither reaped nor reported to request_ended.
  bool block_on_close = true;

  // How long handle_request waits, if ServerOptions has no timeout.
  Timeout timeout = std::chrono::seconds(300);
};

class RequestChildren {
 public:
  // What it needs of the server.
  struct Hooks {
    // Has the loop call ready(fd) when the child with that pidfd has ended.
    // watch may throw.
    std::function<void(int fd)> watch;
    std::function<void(int fd)> unwatch;

    // Called for each child that has been reaped. Must not throw.
    std::function<void(const Address& client)> ended;
  };
  explicit RequestChildren(Hooks hooks);

  // Forks. Returns the pid of the child, and 0 in the child. Throws
  // std::system_error if there can be no other process.
  pid_t start(const Address& client);

  [[nodiscard]] std::size_t size() const { return children_.size(); }

  // Those that have not been reaped.
  [[nodiscard]] std::set<pid_t> pids() const;

  // Reaps the child with that pidfd, if it is one's and has ended.
  void ready(int fd);

  // Reaps those that have ended; `blocking`: waits for all.
  void collect(bool blocking);

  // There may be no pidfd for a child: for want of a descriptor, or because the
  // system allows none. Nothing tells when such a child ends, so somebody has
  // to look: look() by itself sees to those, and is to be called again at
  // next_look(), if that ever comes.
  void look();
  [[nodiscard]] const Deadline& next_look() const { return next_look_; }

  // Ends all of them by SIGKILL. They still want to be reaped.
  void kill() noexcept;

 private:
  struct Child {
    ChildProcess process;
    Address client;
  };

  void watch_or_look_again(ChildProcess& process) noexcept;
  bool reap(std::size_t index);
  template <typename Predicate>
  void reap_if(Predicate concerned);

  static constexpr std::chrono::milliseconds kLookInterval{20};

  const Hooks hooks_;
  // Held while children_ changes, and while somebody else looks at it: a pid
  // that has been reaped may be another process's.
  mutable std::mutex mutex_;
  std::vector<Child> children_;
  Deadline next_look_;
};

}  // namespace socketserver

#endif  // CHAPTERS_04_MIXINS_REQUEST_CHILDREN_H_
