#include "benchmarks/load.h"

#include "chapters/01_accept_loop/system_call.h"

#include <stdexcept>

namespace socketserver {
namespace {

constexpr int kPatienceMs = 5000;

}  // namespace

Load::Load(Exchange exchange, const Address& address, std::size_t clients)
    : epoll_(check(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      events_(clients) {
  for (std::size_t number = 0; number < clients; ++number) {
    clients_.push_back({make_client(exchange, address), {}});
    if (clients_.back().client->fileno() != -1) {
      watch(number);
    }
  }
  for (std::size_t number = 0; number < clients; ++number) {
    start(number);
  }
}

void Load::warm_up() {
  for (std::size_t i = 0; i < clients_.size(); ++i) {
    complete_one();
  }
  times_.clear();
}

void Load::complete_one() {
  start(next_ended());
}

void Load::drain() {
  for (std::size_t left = clients_.size(); left > 0; --left) {
    clients_[next_ended()].client.reset();
  }
}

void Load::start(std::size_t number) {
  Client& client = clients_[number];
  const int before = client.client->fileno();
  client.started = Clock::now();
  client.client->start();
  if (client.client->fileno() != before) {
    watch(number);  // epoll has forgotten the one before, which is closed.
  }
}

void Load::watch(std::size_t number) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = number;
  check(::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD,
                    clients_[number].client->fileno(), &event),
        "epoll_ctl");
}

std::size_t Load::next_ended() {
  while (true) {
    for (; !ready_.empty(); ready_ = ready_.subspan(1)) {
      const auto number = static_cast<std::size_t>(ready_.front().data.u64);
      Client& client = clients_[number];
      if (client.client->advance()) {
        ready_ = ready_.subspan(1);
        times_.push_back(Clock::now() - client.started);
        return number;
      }
    }
    const int count = check(
        retry([&] {
          return ::epoll_wait(epoll_.get(), events_.data(),
                              static_cast<int>(events_.size()), kPatienceMs);
        }),
        "epoll_wait");
    if (count == 0) {
      throw std::runtime_error("the server has stopped answering");
    }
    ready_ = std::span(events_).first(static_cast<std::size_t>(count));
  }
}

}  // namespace socketserver
