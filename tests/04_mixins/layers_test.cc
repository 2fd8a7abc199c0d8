// A layer under the handler, with all six stream servers.

#include "tests/support/layers.h"

#include "chapters/01_accept_loop/address.h"
#include "chapters/03_class_hierarchy/tcp_server.h"
#include "chapters/03_class_hierarchy/unix_stream_server.h"
#include "chapters/04_mixins/forking_mix_in.h"
#include "chapters/04_mixins/threading_mix_in.h"
#include "chapters/support/client.h"
#include "chapters/support/listener.h"
#include "chapters/support/server_registry.h"
#include "tests/support/handlers.h"

#include <string>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

template <typename Server>
Address address_for() {
  return Server::kKind.is_unix ? Address::unix_path("") : kAnyPort;
}

// The six stream servers: a base and a mix-in around what derives from it.
template <typename BaseClass, template <typename> typename MixInClass>
struct StreamModel {
  using Base = BaseClass;
  template <typename Derived>
  using MixIn = MixInClass<Derived>;
};

template <typename Model>
class LayerTest : public testing::Test {
 protected:
  // What a client hears of "hello".
  template <typename Layered>
  std::string heard() {
    using Server = typename Model::template MixIn<Layered>;
    Server server(address_for<Layered>(),
                  handled_with([](FunctionHandler& handler) {
                    handler.wfile.write("hello");
                  }));
    Client client(server.server_address());
    server.handle_request();
    return client.read_all();
  }
};

using AllSix = testing::Types<
    StreamModel<TCPServer, Itself>, StreamModel<TCPServer, ThreadingMixIn>,
    StreamModel<TCPServer, ForkingMixIn>, StreamModel<UnixStreamServer, Itself>,
    StreamModel<UnixStreamServer, ThreadingMixIn>,
    StreamModel<UnixStreamServer, ForkingMixIn>>;
TYPED_TEST_SUITE(LayerTest, AllSix);

TYPED_TEST(LayerTest, WorksOnWhatTheHandlerSends) {
  using Upper = LayerMixIn<typename TypeParam::Base, UpperLayer>;
  EXPECT_EQ(this->template heard<Upper>(), "HELLO");
}

TYPED_TEST(LayerTest, AndASecondOnTopOfIt) {
  using Upper = LayerMixIn<typename TypeParam::Base, UpperLayer>;
  EXPECT_EQ((this->template heard<LayerMixIn<Upper, SuffixLayer>>()), "HELLOa");
  using Suffix = LayerMixIn<typename TypeParam::Base, SuffixLayer>;
  EXPECT_EQ((this->template heard<LayerMixIn<Suffix, UpperLayer>>()), "HELLOA");
}

}  // namespace
}  // namespace socketserver
