#include "chapters/04_mixins/request_threads.h"

#include "chapters/support/pthread_call.h"

#include <iterator>
#include <string>
#include <utility>

namespace socketserver {

thread_local const RequestThreads::Thread* RequestThreads::current = nullptr;

RequestThreads::RequestThreads(Work work, const ThreadingOptions& options,
                               std::function<void()> has_room_again)
    : work_(std::move(work)),
      options_(options),
      has_room_again_(std::move(has_room_again)) {
  ::pthread_attr_init(&attributes_);  // Can't fail on Linux.
  // What std::thread has no way to ask for.
  check_pthread(
      ::pthread_attr_setstacksize(&attributes_, options_.stack_size),
      "pthread_attr_setstacksize " + std::to_string(options_.stack_size));
}

RequestThreads::~RequestThreads() {
  ::pthread_attr_destroy(&attributes_);
}

void RequestThreads::start(Request& request, const Address& client_address) {
  Thread* thread = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    // A list's elements stay where they are, so that the thread can keep a
    // pointer to its own while others come and go.
    if (spare_.empty()) {
      spare_.emplace_back();
    }
    working_.splice(working_.end(), spare_, spare_.begin());
    thread = &working_.back();
    thread->position = std::prev(working_.end());
  }
  // Without the mutex: until it runs, nobody else looks at these. (What is in
  // the list can be cut off from now on.)
  thread->owner = this;
  thread->request = std::move(request);
  thread->client_address = client_address;
  cut_off_at(thread->request, thread->point);
  pthread_t id{};
  const int error = ::pthread_create(&id, &attributes_, &run, thread);
  if (error != 0) {
    // As if nothing had been tried: the caller still has its request.
    const std::scoped_lock lock(mutex_);
    request = std::move(thread->request);
    spare_.splice(spare_.end(), working_, thread->position);
  }
  check_pthread(error, "pthread_create");
}

void* RequestThreads::run(void* thread) {
  Thread& self = *static_cast<Thread*>(thread);
  current = &self;
  self.owner->work_(self.request, self.client_address);
  close(self.request);  // Not left to a hook, which may have failed.
  self.owner->end(self);
  return nullptr;
}

void RequestThreads::end(Thread& self) {
  bool was_full = false;
  {
    const std::scoped_lock lock(mutex_);
    join_those_gone();
    was_full = is_full();
    self.id = ::pthread_self();
    ended_.splice(ended_.end(), working_, self.position);
    changed_.notify_all();
  }
  // From here on others may join this thread, and wait until it has gone.
  if (was_full) {
    has_room_again_();
  }
}

// REQUIRES: the mutex is held.
void RequestThreads::join_those_gone() {
  for (auto next = ended_.begin(); next != ended_.end();) {
    const auto thread = next++;
    // The kernel has told whether it is gone: to look costs no system call, and
    // no wait.
    if (::pthread_tryjoin_np(thread->id, nullptr) == 0) {
      spare_.splice(spare_.end(), ended_, thread);
    }
  }
}

bool RequestThreads::has_room() const {
  if (options_.max_threads == 0) {
    return true;
  }
  const std::scoped_lock lock(mutex_);
  return !is_full();
}

bool RequestThreads::is_full() const {
  return options_.max_threads != 0 && working_.size() >= options_.max_threads;
}

void RequestThreads::cut_off() noexcept {
  const std::scoped_lock lock(mutex_);
  for (Thread& thread : working_) {
    // Or a handler that closes the server would never finish its answer.
    if (&thread != current) {
      thread.point.cut_off();
    }
  }
}

void RequestThreads::join() {
  const bool called_by_one = current != nullptr && current->owner == this;
  Threads ended;
  {
    std::unique_lock lock(mutex_);
    if (called_by_one) {
      ++joining_;
    }
    // Once all that work are in here, all of them may go: whoever sees it
    // first may have left before the others look.
    const auto release = releases_;
    changed_.wait(lock, [&] {
      return working_.size() <= (called_by_one ? joining_ : 0) ||
             (called_by_one && releases_ != release);
    });
    if (called_by_one) {
      --joining_;
      if (releases_ == release) {
        ++releases_;
        changed_.notify_all();
      }
    }
    ended.swap(ended_);
  }
  // Without the mutex, which those that still work need meanwhile.
  for (const Thread& thread : ended) {
    ::pthread_join(thread.id, nullptr);
  }
}

}  // namespace socketserver
