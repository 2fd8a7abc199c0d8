// Exercise 04_chat_room: what one client writes, all others read.

#ifndef CHAPTERS_EXERCISES_04_CHAT_ROOM_EXERCISE_H_
#define CHAPTERS_EXERCISES_04_CHAT_ROOM_EXERCISE_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/writer.h"

#include <chrono>
#include <string>
#include <string_view>

// region: includes
// end

namespace socketserver {

// The clients that are connected. Used by the threads of all of them at once.
class ChatRoom {
 public:
  // Sends "welcome\n" to `member`, and from then on what the others say. Throws
  // std::system_error if that fails; the client is no member then.
  // region: join
  void join(Writer& member) { member.write("welcome\n"); }
  // end

  // From then on nothing is sent to `member`, which may be one no longer.
  // region: leave
  void leave(Writer& /*member*/) {}
  // end

  // Sends `line` to all members but the speaker. One that has gone, or doesn't
  // take the line in time, is a member no longer.
  // region: say
  void say(Writer& speaker, std::string_view line) { speaker.write(line); }
  // end

 private:
  // region: members
  // end
};

// A client in the room: joins it, says line after line, and leaves it at the
// end of file.
class ChatHandler : public StreamRequestHandler {
 public:
  // `room` outlives the server.
  ChatHandler(Request& its_request, const Address& client,
              BaseServer& its_server, ChatRoom* room)
      : StreamRequestHandler(its_request, client, its_server), room_(room) {}

  void setup() override {
    StreamRequestHandler::setup();
    room_->join(member_);
  }

  void handle() override {
    for (std::string line = rfile.readline(); !line.empty();
         line = rfile.readline()) {
      room_->say(member_, line);
    }
  }

  // Runs also when handle() has thrown, as it does after a reset.
  void finish() override {
    room_->leave(member_);
    StreamRequestHandler::finish();
  }

 private:
  static constexpr std::chrono::milliseconds kPatience{100};

  ChatRoom* room_;
  // A wfile of its own, which waits for no longer than that, while rfile waits
  // for as long as the client has nothing to say.
  Writer member_{connection, 0, kPatience};
};

}  // namespace socketserver

#endif  // CHAPTERS_EXERCISES_04_CHAT_ROOM_EXERCISE_H_
