// The bug museum, output: what is printed before a fork and in the child is
// written once, whichever buffer it goes through. Red, each of them: no flush
// before the fork, or none before _exit.

#include "chapters/01_accept_loop/address.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/forking_servers.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "tests/support/handlers.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <iostream>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

using Print = void (*)(const char* text);

[[noreturn]] void print_before_and_after_a_fork(Print print) {
  // Also makes it a new stream: neither of bytes nor of wide characters yet.
  if (std::freopen("/dev/stderr", "w", stdout) == nullptr) {
    std::_Exit(1);
  }
  print("the parent's\n");
  {
    ForkingTCPServer server(kAnyPort, handled_with([print](FunctionHandler&) {
                              print("the child's\n");
                            }));
    Client client(server.server_address());
    server.handle_request();
    client.read_all();
  }
  std::cout.flush();
  std::wcout.flush();
  std::fflush(nullptr);
  std::_Exit(0);
}

// In a process of its own, of which EXPECT_EXIT sees the standard error.
void expect_each_once(Print print) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(print_before_and_after_a_fork(print), testing::ExitedWithCode(0),
              "^the parent's\nthe child's\n$");
}

TEST(MuseumOutputTest, B20BufferedOutputIsWrittenOnce) {
  expect_each_once([](const char* text) { std::printf("%s", text); });
}

TEST(MuseumOutputTest, B20WideOutputIsWrittenOnce) {
  expect_each_once([](const char* text) { std::wprintf(L"%s", text); });
}

TEST(MuseumOutputTest, B20TheBufferOfCoutIsWrittenOnce) {
  std::ios::sync_with_stdio(false);  // From now on std::cout has a buffer.
  expect_each_once([](const char* text) { std::cout << text; });
}

TEST(MuseumOutputTest, B20TheBufferOfClogIsWrittenOnce) {
  std::ios::sync_with_stdio(false);
  expect_each_once([](const char* text) { std::clog << text; });
}

TEST(MuseumOutputTest, B20TheBuffersOfWideStreamsAreWrittenOnce) {
  std::ios::sync_with_stdio(false);
  expect_each_once([](const char* text) { std::wcout << text; });
  expect_each_once([](const char* text) { std::wclog << text; });
}

TEST(MuseumOutputTest, B20ABufferOfStderrIsWrittenOnce) {
  expect_each_once([](const char* text) {
    static std::array<char, 1000> buffer;
    std::setvbuf(stderr, buffer.data(), _IOFBF, buffer.size());
    std::fputs(text, stderr);
  });
}

}  // namespace
}  // namespace socketserver
