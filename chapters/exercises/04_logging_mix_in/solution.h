// Solution of 04_logging_mix_in.

#ifndef CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_SOLUTION_H_
#define CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_SOLUTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/server_concept.h"

#include <mutex>
#include <string>
#include <vector>

namespace socketserver {

// Notes each request that a server serves, before it is handled. Not final: it
// goes under ThreadingMixIn, ThreadingMixIn<LoggingMixIn<TCPServer>>. (Under
// ForkingMixIn each child would note in its own copy.)
template <Server Base>
class LoggingMixIn : public Base {
 public:
  using Base::Base;

  // The addresses of the clients, in the order in which they were noted. May be
  // called from every thread, also while the server serves.
  [[nodiscard]] std::vector<std::string> log() const {
    const std::scoped_lock lock(mutex_);
    return log_;
  }

 protected:
  // Not process_request: a mix-in that replaces it doesn't call its base's.
  // This one is called in whichever thread does the work, maybe in many at
  // once.
  void finish_request(Request& request,
                      const Address& client_address) override {
    {
      const std::scoped_lock lock(mutex_);
      log_.push_back(client_address.to_string());
    }
    Base::finish_request(request, client_address);
  }

 private:
  mutable std::mutex mutex_;  // Guards log_.
  std::vector<std::string> log_;
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_SOLUTION_H_
