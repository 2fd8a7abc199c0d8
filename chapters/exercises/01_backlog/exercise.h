// Exercise 01_backlog: how many clients are connected when nobody accepts?

#ifndef CHAPTERS_EXERCISES_01_BACKLOG_EXERCISE_H_
#define CHAPTERS_EXERCISES_01_BACKLOG_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"

// region: includes
// end

namespace socketserver {

// Your prediction, for listen(listener, 2): this many clients are connected
// although the server never calls accept.
// region: prediction
inline constexpr int kPrediction = 2;
// end

// Has up to `clients` sockets call connect on `server`, one after the other,
// until one of them is not connected in time; returns how many are connected.
// Throws std::system_error.
// region: count_connected
inline int count_connected(const Address& /*server*/, int clients) {
  return clients;
}
// end

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_01_BACKLOG_EXERCISE_H_
