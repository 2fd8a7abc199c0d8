// prefork: a few processes that stay, each with a server of its own.
//
// Not in Python's socketserver; gunicorn's sync workers are this, and Apache's
// prefork. It is no mix-in. A mix-in changes what one server does with a
// request, and here are several servers, of whatever class, that share nothing
// but the socket at which their clients call. They know nothing of each other,
// and the parent serves nobody: it sees to it that there are always so many.
//
//   parent                                 each child
//   binds and listens
//   forks, so many times ------------->    makes a server from the listener
//   waits for a signal, or for a child     serve_forever: accepts, serves, ...
//   one has died: forks another --------->
//   SIGTERM: passes it on ------------->   finishes what it has, and ends
//   waits for all of them
//
// Thread rule: in the main thread of a process that has no other. A child
// inherits no thread but its locks, see fork_child; and it is killed when the
// thread that has forked it ends.

#ifndef CHAPTERS_05_POOLS_PREFORK_H_
#define CHAPTERS_05_POOLS_PREFORK_H_

#include "chapters/01_accept_loop/unique_fd.h"
#include "chapters/02_selector_loop/wakeup.h"

#include <cstddef>
#include <functional>

namespace socketserver {

// What a child does: makes a server of its own from the socket that all of them
// share, and serves until `stop` is notified, as a Stoppable does.
using ServeSocket = std::function<void(const Wakeup& stop, UniqueFd socket)>;

// Serves `socket`, which is bound and, for streams, listens, in so many
// children, until `stop` is notified. Then has all of them stop, by SIGTERM,
// and returns when they have finished their requests and ended.
//
// When a child ends before, whatever the reason, a line in the log says so and
// another takes its place: at once, or a second after the last start there. A
// stop signal that reaches all of them, by their group, is no such end. SIGINT
// does nothing to a child; that of a terminal is the parent's to pass on. No
// child outlives this process; but one that a child has forked in its turn, as
// a ForkingTCPServer does, ends only when its request has, and is nobody's to
// count once its parent has been killed.
//
// Throws std::system_error if there can't be so many processes, and
// std::runtime_error with the text of what `serve` has thrown in the last child
// that was left, if that was so in all of them. No child is left then.
void prefork(const Wakeup& stop, UniqueFd socket, std::size_t processes,
             const ServeSocket& serve);

}  // namespace socketserver

#endif  // CHAPTERS_05_POOLS_PREFORK_H_
