#include "chapters/support/http_handler.h"

#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/stage_handlers.h"

#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

class HttpHandlerTest : public testing::Test {
 protected:
  // What it answers.
  std::string ask(const std::string& request) {
    return Client(server_.server_address()).exchange(request);
  }

  // The first line of that.
  std::string status(const std::string& request) {
    const std::string answer = ask(request);
    return answer.substr(0, answer.find("\r\n"));
  }

 private:
  TCPServer server_{kAnyPort,
                    handled_by<HttpHandler>(StageWork{.quiet = true})};
  ServeInBackground serving_{server_};
};

constexpr const char* kHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n"
    "Connection: close\r\n\r\n";

TEST_F(HttpHandlerTest, SaysHello) {
  EXPECT_EQ(ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
            std::string(kHead) + "hello world\n");
  EXPECT_EQ(ask("GET /any HTTP/1.0\n\n"), std::string(kHead) + "hello world\n");
}

TEST_F(HttpHandlerTest, AnswersAHeadRequestWithoutABody) {
  EXPECT_EQ(ask("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"), kHead);
}

// Red: the head is read for as long as the client likes.
TEST_F(HttpHandlerTest, ReadsNoMoreThanAHeadMayHave) {
  const std::string request =
      "GET / HTTP/1.1\r\nX: " + std::string(8192, 'x') + "\r\n\r\n";
  EXPECT_EQ(status(request.substr(0, 8193)),
            "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_F(HttpHandlerTest, ALongHeadOfManyLinesIsTooLongAsWell) {
  std::string request = "GET / HTTP/1.1\r\n";
  while (request.size() <= 8192) {
    request += "X: y\r\n";
  }
  EXPECT_EQ(status(request.substr(0, 8193)),
            "HTTP/1.1 431 Request Header Fields Too Large");
}

TEST_F(HttpHandlerTest, SaysWhatItDoesNotUnderstand) {
  EXPECT_EQ(status("POST / HTTP/1.1\r\n\r\n"), "HTTP/1.1 501 Not Implemented");
  for (const char* bad :
       {"hello\n\n", "GET / \n\n", "GET /\n\n", " / HTTP/1.1\n\n",
        "GET / FTP/1.1\n\n", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost"}) {
    EXPECT_EQ(status(bad), "HTTP/1.1 400 Bad Request") << bad;
  }
}

// A client that has said nothing gets no answer.
TEST_F(HttpHandlerTest, SaysNothingToWhoSaysNothing) {
  EXPECT_EQ(ask(""), "");
}

}  // namespace
}  // namespace socketserver
