#include "chapters/04_mixins/request_threads.h"

#include "chapters/01_accept_loop/system_call.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <iterator>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

namespace socketserver {
namespace {

// The pthread calls return the error instead of setting errno.
void check_pthread(int error, const std::string& call) {
  if (error != 0) {
    throw std::system_error(error, std::system_category(), call);
  }
}

void join_if_any(std::optional<pthread_t> thread) {
  if (thread) {
    ::pthread_join(*thread, nullptr);
  }
}

UniqueFd second_descriptor(const Request& request) {
  const auto* connection = std::get_if<UniqueFd>(&request);
  return connection == nullptr
             ? UniqueFd()
             : UniqueFd(check(::fcntl(connection->get(), F_DUPFD_CLOEXEC, 0),
                              "fcntl F_DUPFD_CLOEXEC"));
}

}  // namespace

thread_local const RequestThreads::Thread* RequestThreads::current = nullptr;

RequestThreads::RequestThreads(Work work, const ThreadingOptions& options)
    : work_(std::move(work)), options_(options) {
  ::pthread_attr_init(&attributes_);  // Can't fail on Linux.
  // What std::thread has no way to ask for.
  check_pthread(
      ::pthread_attr_setstacksize(&attributes_, options_.stack_size),
      "pthread_attr_setstacksize " + std::to_string(options_.stack_size));
}

RequestThreads::~RequestThreads() {
  join();
  ::pthread_attr_destroy(&attributes_);
}

void RequestThreads::start(Request& request, const Address& client_address) {
  UniqueFd connection =
      options_.daemon_threads ? second_descriptor(request) : UniqueFd();
  Thread* thread = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (spare_.empty()) {
      spare_.emplace_back();
    }
    working_.splice(working_.end(), spare_, spare_.begin());
    thread = &working_.back();
    thread->position = std::prev(working_.end());
    thread->connection = std::move(connection);
  }
  thread->owner = this;
  thread->request = std::move(request);
  thread->client_address = client_address;
  pthread_t id{};
  const int error = ::pthread_create(&id, &attributes_, &run, thread);
  if (error != 0) {
    const std::scoped_lock lock(mutex_);
    request = std::move(thread->request);
    thread->connection.reset();
    spare_.splice(spare_.end(), working_, thread->position);
  }
  check_pthread(error, "pthread_create");
}

void* RequestThreads::run(void* thread) {
  Thread& self = *static_cast<Thread*>(thread);
  current = &self;
  self.owner->work_(self.request, self.client_address);
  self.request = UniqueFd();  // Not left to a hook, which may have failed.
  self.owner->end(self);
  return nullptr;
}

void RequestThreads::end(Thread& self) {
  std::optional<pthread_t> ended_before;
  {
    const std::scoped_lock lock(mutex_);
    ended_before = std::exchange(ended_, ::pthread_self());
    self.connection.reset();
    spare_.splice(spare_.end(), working_, self.position);
    changed_.notify_all();
  }
  join_if_any(ended_before);
}

void RequestThreads::cut_off() {
  const std::scoped_lock lock(mutex_);
  for (const Thread& thread : working_) {
    if (&thread != current) {  // Without daemon_threads: of -1, does nothing.
      ::shutdown(thread.connection.get(), SHUT_RDWR);
    }
  }
}

void RequestThreads::join() {
  const bool called_by_one = current != nullptr && current->owner == this;
  std::optional<pthread_t> ended;
  {
    std::unique_lock lock(mutex_);
    if (called_by_one) {
      ++joining_;
      changed_.notify_all();
    }
    changed_.wait(lock, [&] {
      return working_.size() <= (called_by_one ? joining_ : 0);
    });
    if (called_by_one) {
      --joining_;
    }
    ended = std::exchange(ended_, std::nullopt);
  }
  join_if_any(ended);
}

}  // namespace socketserver
