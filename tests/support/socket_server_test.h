// The test that CPython runs on each of its twelve server classes.

#ifndef TESTS_SUPPORT_SOCKET_SERVER_TEST_H_
#define TESTS_SUPPORT_SOCKET_SERVER_TEST_H_

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/serve_in_background.h"
#include "chapters/03_class_hierarchy/unix_datagram_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/support/listener.h"
#include "chapters/support/temporary_directory.h"
#include "tests/support/ask.h"
#include "tests/support/handlers.h"

#include <sys/wait.h>
#include <unistd.h>

#include <concepts>

#include <gtest/gtest.h>

namespace socketserver {

template <typename Server>
class SocketServerTest : public testing::Test {
 protected:
  Address address() {
    return std::derived_from<Server, UnixStreamServer> ||
                   std::derived_from<Server, UnixDatagramServer>
               ? Address::unix_path(directory_ / "server")
               : kAnyPort;
  }

 private:
  TemporaryDirectory directory_;
};

TYPED_TEST_SUITE_P(SocketServerTest);

TYPED_TEST_P(SocketServerTest, ServesThreeClientsOneAfterTheOther) {
  // A child that the server has not started is none of its business.
  constexpr int kStatus = 72;
  const pid_t foreign_child = ::fork();
  if (foreign_child == 0) {
    ::_exit(kStatus);
  }
  TypeParam server(this->address(),
                   handled_by<EchoLine<kIsDatagram<TypeParam>>>());
  EXPECT_EQ(server.server_address(), Address::getsockname(server.fileno()));
  {
    const ServeInBackground serving(server);
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(ask<TypeParam>(server.server_address(), "hello world\n"),
                "hello world\n");
    }
  }
  server.server_close();
  EXPECT_EQ(server.fileno(), -1);
  int status = 0;
  EXPECT_EQ(::waitpid(foreign_child, &status, 0), foreign_child);
  EXPECT_EQ(WEXITSTATUS(status), kStatus);
}

REGISTER_TYPED_TEST_SUITE_P(SocketServerTest,
                            ServesThreeClientsOneAfterTheOther);

}  // namespace socketserver

#endif  // TESTS_SUPPORT_SOCKET_SERVER_TEST_H_
