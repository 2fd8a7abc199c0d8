#include "chapters/05_pools/worker_threads.h"

#include "chapters/support/pthread_call.h"

#include <unistd.h>

#include <iterator>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace socketserver {

thread_local const WorkerThreads::Worker* WorkerThreads::current = nullptr;

WorkerThreads::WorkerThreads(Work work, const ThreadPoolOptions& options,
                             std::function<void()> has_room_again)
    : work_(std::move(work)),
      options_(options),
      has_room_again_(std::move(has_room_again)) {
  if (options_.threads == 0) {
    throw std::invalid_argument("ThreadPoolMixIn: threads 0: at least 1");
  }
  ::pthread_attr_init(&attributes_);  // Can't fail on Linux.
  check_pthread(
      ::pthread_attr_setstacksize(&attributes_, options_.stack_size),
      "pthread_attr_setstacksize " + std::to_string(options_.stack_size));
}

WorkerThreads::~WorkerThreads() {
  ::pthread_attr_destroy(&attributes_);
  if (in_forked_child()) {
    // To destroy a condition variable is to wait for those that wait for it,
    // and here they never come back: they are threads of the parent's.
    static_cast<void>(new (std::nothrow) Workers(std::move(idle_)));
    static_cast<void>(new (std::nothrow) Workers(std::move(busy_)));
  }
}

void WorkerThreads::start() {
  if (in_forked_child()) {
    throw std::logic_error("ThreadPoolMixIn: the workers are the parent's");
  }
  if (pid_ != 0) {
    return;
  }
  pid_ = ::getpid();
  for (std::size_t number = 1; number <= options_.threads; ++number) {
    try {
      start_one("pthread_create, thread " + std::to_string(number) + " of " +
                std::to_string(options_.threads));
    } catch (...) {
      join();
      throw;
    }
  }
}

void WorkerThreads::start_one(const std::string& call) {
  const std::scoped_lock lock(mutex_);
  Worker& worker = idle_.emplace_back();
  worker.owner = this;
  worker.position = std::prev(idle_.end());
  const int error = ::pthread_create(&worker.id, &attributes_, &run, &worker);
  if (error != 0) {
    idle_.pop_back();
  }
  check_pthread(error, call);
}

bool WorkerThreads::has_room() const noexcept {
  const std::scoped_lock lock(mutex_);
  return !idle_.empty();
}

void WorkerThreads::give(Request& request, const Address& client_address) {
  Worker* worker = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (idle_.empty()) {
      throw std::logic_error("ThreadPoolMixIn: no worker is idle");
    }
    busy_.splice(busy_.end(), idle_, idle_.begin());
    worker = &busy_.back();
    worker->request = std::move(request);
    worker->client_address = client_address;
    worker->has_request = true;
    cut_off_at(worker->request, worker->point);
  }
  worker->given.notify_one();
}

// The life of a worker.

void* WorkerThreads::run(void* worker) {
  Worker& self = *static_cast<Worker*>(worker);
  current = &self;
  while (self.owner->wait_for_request(self)) {
    self.owner->work_(self.request, self.client_address);
    close(self.request);  // Not left to a hook, which may have failed.
    self.owner->become_idle(self);
  }
  return nullptr;
}

// Reports whether there is one; if not, it is time to end.
bool WorkerThreads::wait_for_request(Worker& self) {
  std::unique_lock lock(mutex_);
  self.given.wait(lock, [&] { return self.has_request || ending_; });
  return self.has_request;
}

void WorkerThreads::become_idle(Worker& self) {
  bool was_full = false;
  {
    const std::scoped_lock lock(mutex_);
    self.has_request = false;
    if (!ending_) {
      was_full = idle_.empty();
      idle_.splice(idle_.end(), busy_, self.position);
    }
  }
  if (was_full) {
    has_room_again_();
  }
}

// The end of all of them.

void WorkerThreads::cut_off() noexcept {
  if (in_forked_child()) {
    return;
  }
  const std::scoped_lock lock(mutex_);
  for (Worker& worker : busy_) {
    if (&worker != current) {
      worker.point.cut_off();
    }
  }
}

void WorkerThreads::join() {
  const bool called_by_one = current != nullptr && current->owner == this;
  if (called_by_one || in_forked_child()) {
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
    for (Worker& worker : idle_) {
      worker.given.notify_one();
    }
  }
  // Nobody else changes the lists now, but somebody may want to cut off those
  // that are waited for.
  for (Workers* const workers : {&idle_, &busy_}) {
    while (!workers->empty()) {
      ::pthread_join(workers->front().id, nullptr);
      const std::scoped_lock lock(mutex_);
      workers->pop_front();
    }
  }
  const std::scoped_lock lock(mutex_);
  ending_ = false;
  pid_ = 0;
}

bool WorkerThreads::in_forked_child() const noexcept {
  return pid_ != 0 && pid_ != ::getpid();
}

}  // namespace socketserver
