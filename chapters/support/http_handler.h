// HttpHandler: just enough of HTTP/1.1 for curl, ab and a browser.
//
// Python's http.server is the best-known user of socketserver: a handler, and
// nothing else. This one reads a request's head and says hello. It reads no
// body, and serves one request a connection.

#ifndef CHAPTERS_SUPPORT_HTTP_HANDLER_H_
#define CHAPTERS_SUPPORT_HTTP_HANDLER_H_

#include "chapters/support/stage_handlers.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace socketserver {

class HttpHandler final : public StageHandler<StreamRequestHandler> {
 public:
  using StageHandler::StageHandler;

  // The longest head, in bytes.
  static constexpr std::size_t kLongestHead = 8192;

 protected:
  // Nothing, if the client hasn't said anything.
  void answer() override {
    const std::string head = read_head();
    const std::string method = head.substr(0, head.find(' '));
    const std::string first_line = head.substr(0, head.find_first_of("\r\n"));
    if (head.size() > kLongestHead) {
      respond("431 Request Header Fields Too Large", method);
    } else if (!is_complete(head) || !is_request_line(first_line)) {
      if (!head.empty()) {
        respond("400 Bad Request", method);
      }
    } else if (method != "GET" && method != "HEAD") {
      respond("501 Not Implemented", method);
    } else {
      respond("200 OK", method);
    }
  }

 private:
  // Up to the blank line, the end of input, or more than is allowed.
  std::string read_head() {
    std::string head;
    while (head.size() <= kLongestHead) {
      const std::string line = rfile.readline(kLongestHead + 1 - head.size());
      head += line;
      if (line.empty() || (line.size() <= 2 && is_complete(head))) {
        break;
      }
    }
    return head;
  }

  static bool is_complete(std::string_view head) {
    return head.ends_with("\n\r\n") || head.ends_with("\n\n");
  }

  // GET / HTTP/1.1
  static bool is_request_line(std::string_view line) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    return first != std::string_view::npos && first > 0 && last > first + 1 &&
           line.substr(last + 1).starts_with("HTTP/1.");
  }

  void respond(const std::string& status, std::string_view method) {
    const std::string body =
        status.starts_with("200") ? "hello world\n" : status + "\n";
    wfile.write("HTTP/1.1 " + status +
                "\r\nContent-Type: text/plain\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
                (method == "HEAD" ? "" : body));
  }
};

}  // namespace socketserver

#endif  // CHAPTERS_SUPPORT_HTTP_HANDLER_H_
