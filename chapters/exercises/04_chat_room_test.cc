#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/request_handler.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/04_mixins/threading_servers.h"
#include "chapters/exercises/04_chat_room/exercise.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class ChatRoomTest : public testing::Test {
 protected:
  // Comes back when the client is in the room.
  std::unique_ptr<Client> enter() {
    auto client = std::make_unique<Client>(server_.server_address());
    EXPECT_EQ(client->read_line(), "welcome\n");
    return client;
  }

  ChatRoom room_;
  ThreadingTCPServer server_{kAnyPort, handled_by<ChatHandler>(&room_)};
  ServeInBackground serving_{server_};
};

TEST_F(ChatRoomTest, AllReadItButTheSpeaker) {
  const auto ann = enter();
  const auto bob = enter();
  const auto eve = enter();
  ann->send("hello\n");
  EXPECT_EQ(bob->read_line(), "hello\n");
  EXPECT_EQ(eve->read_line(), "hello\n");
  bob->send("hello yourself\n");
  EXPECT_EQ(ann->read_line(), "hello yourself\n");
  EXPECT_EQ(eve->read_line(), "hello yourself\n");
}

TEST_F(ChatRoomTest, WhoHasLeftIsNotMissed) {
  const auto ann = enter();
  const auto bob = enter();
  {
    const auto orderly = enter();
    orderly->end();
    EXPECT_EQ(orderly->read_all(), "");
    enter()->reset();
  }
  ann->send("still here?\n");
  EXPECT_EQ(bob->read_line(), "still here?\n");
  bob->send("yes\n");
  EXPECT_EQ(ann->read_line(), "yes\n");
}

// One whose buffers are full costs the others a moment, once.
TEST_F(ChatRoomTest, WhoNeverReadsHoldsNobodyUp) {
  const auto deaf = enter();
  const auto ann = enter();
  const auto bob = enter();
  const std::string much = std::string(60'000, 'x') + "\n";
  for (int i = 0; i < 200; ++i) {  // 12 MB, more than fits on the way.
    ann->send(much);
    ASSERT_EQ(bob->read_line(), much);
  }
}

// Everybody talks at once: no line is lost, and none is torn.
TEST_F(ChatRoomTest, EveryLineArrivesWhole) {
  constexpr int kClients = 6;
  constexpr int kLines = 40;
  std::vector<std::unique_ptr<Client>> clients;
  clients.reserve(kClients);
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(enter());
  }
  std::vector<std::vector<std::string>> expected(kClients);
  for (int line = 0; line < kLines; ++line) {
    for (std::size_t speaker = 0; speaker < kClients; ++speaker) {
      const std::string text =
          std::to_string(speaker) + " says " + std::to_string(line) + "\n";
      clients[speaker]->send(text);
      for (std::size_t other = 0; other < kClients; ++other) {
        if (other != speaker) {
          expected[other].push_back(text);
        }
      }
    }
  }
  for (std::size_t reader = 0; reader < kClients; ++reader) {
    std::vector<std::string> lines;
    while (lines.size() < expected[reader].size()) {
      lines.push_back(clients[reader]->read_line());
      ASSERT_NE(lines.back(), "");
    }
    std::sort(lines.begin(), lines.end());
    std::sort(expected[reader].begin(), expected[reader].end());
    EXPECT_EQ(lines, expected[reader]);
  }
}

}  // namespace
}  // namespace socketserver
