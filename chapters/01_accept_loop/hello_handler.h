// The handler of chapters 01 and 02: what the server does for one client.

#ifndef CHAPTERS_01_ACCEPT_LOOP_HELLO_HANDLER_H_
#define CHAPTERS_01_ACCEPT_LOOP_HELLO_HANDLER_H_

#include "chapters/01_accept_loop/connection.h"
#include "chapters/support/stage.h"

namespace socketserver {

// Works for options.work(), sends "hello world\n", and logs how it went. Throws
// nothing if the client has gone: that is the client's loss, not the server's.
void handle(const Connection& connection, const StageOptions& options);

}  // namespace socketserver

#endif  // CHAPTERS_01_ACCEPT_LOOP_HELLO_HANDLER_H_
