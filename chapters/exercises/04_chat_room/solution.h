// Solution of 04_chat_room.

#ifndef CHAPTERS_EXERCISES_04_CHAT_ROOM_SOLUTION_H_
#define CHAPTERS_EXERCISES_04_CHAT_ROOM_SOLUTION_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/base_server.h"
#include "chapters/03_class_hierarchy/request.h"
#include "chapters/03_class_hierarchy/stream_request_handler.h"
#include "chapters/03_class_hierarchy/writer.h"
#include "chapters/support/standard_streams.h"

#include <chrono>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <system_error>

namespace socketserver {

// The clients that are connected. Used by the threads of all of them at once.
class ChatRoom {
 public:
  // Sends "welcome\n" to `member`, and from then on what the others say. Throws
  // std::system_error if that fails; the client is no member then.
  void join(Writer& member) {
    const std::scoped_lock lock(mutex_);
    member.write("welcome\n");
    members_.insert(&member);
  }

  // Sends nothing to `member` any more, also after it has gone.
  void leave(Writer& member) {
    const std::scoped_lock lock(mutex_);
    members_.erase(&member);
  }

  // Sends `line` to all members but the speaker. One that has gone, or doesn't
  // take the line in time, is a member no longer.
  void say(Writer& speaker, std::string_view line) {
    // Held while sending, too: it keeps the lines whole, and every member there
    // until its line is sent.
    const std::scoped_lock lock(mutex_);
    std::erase_if(members_, [&](Writer* member) {
      return member != &speaker && !hears(*member, line);
    });
  }

 private:
  static bool hears(Writer& member, std::string_view line) {
    try {
      member.write(line);
      return true;
    } catch (const std::system_error& error) {
      log_line(error.what());
      return false;
    }
  }

  std::mutex mutex_;
  std::set<Writer*> members_;
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

#endif  // CHAPTERS_EXERCISES_04_CHAT_ROOM_SOLUTION_H_
