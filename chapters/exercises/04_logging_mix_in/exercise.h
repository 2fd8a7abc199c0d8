// Exercise 04_logging_mix_in: a mix-in of one's own.

#ifndef CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_EXERCISE_H_
#define CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/04_mixins/server_concept.h"

#include <string>
#include <vector>

// region: includes
// end

namespace socketserver {

// Notes each request that a server serves, before it is handled. Not final: it
// goes under ThreadingMixIn, ThreadingMixIn<LoggingMixIn<TCPServer>>.
template <Server Base>
class LoggingMixIn : public Base {
 public:
  using Base::Base;

  // The addresses of the clients, in the order in which they were noted. May be
  // called from every thread, also while the server serves.
  // region: log
  [[nodiscard]] std::vector<std::string> log() const { return log_; }
  // end

 protected:
  // region: hook
  void process_request(Request& request,
                       const Address& client_address) override {
    log_.push_back(client_address.to_string());
    Base::process_request(request, client_address);
  }
  // end

 private:
  // region: members
  std::vector<std::string> log_;
  // end
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_04_LOGGING_MIX_IN_EXERCISE_H_
