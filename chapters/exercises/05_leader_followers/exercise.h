// Exercise 05_leader_followers: a pool in which nobody hands anything over.

#ifndef CHAPTERS_EXERCISES_05_LEADER_FOLLOWERS_EXERCISE_H_
#define CHAPTERS_EXERCISES_05_LEADER_FOLLOWERS_EXERCISE_H_

#include "chapters/01_accept_loop/unique_fd.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <utility>

// region: includes
// end

namespace socketserver {

// Waits for a client and accepts it. Nothing: there will be no other.
using Accept = std::function<std::optional<UniqueFd>()>;

// Serves a client. Doesn't throw.
using Handle = std::function<void(UniqueFd client)>;

// Serves clients in exactly `threads` threads of its own until `accept` returns
// nothing. Then it lets the requests under way finish, and returns.
//
// All of the threads are alike. One of them, the leader, is in `accept`; the
// others are at work, or wait until it is their turn to lead. Never are two of
// them in `accept`, it is not called again once it has returned nothing, and a
// leader that has got a client makes way for the next before it serves.
// region: serve
inline void serve(const Accept& accept, const Handle& handle,
                  std::size_t /*threads*/) {
  while (std::optional<UniqueFd> client = accept()) {
    handle(std::move(*client));
  }
}
// end

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_05_LEADER_FOLLOWERS_EXERCISE_H_
