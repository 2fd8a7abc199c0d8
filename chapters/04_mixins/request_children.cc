#include "chapters/04_mixins/request_children.h"

#include "chapters/04_mixins/fork_child.h"

#include <exception>
#include <utility>

namespace socketserver {

RequestChildren::RequestChildren(Hooks hooks) : hooks_(std::move(hooks)) {}

pid_t RequestChildren::start(const Address& client) {
  look();
  // Across the fork, so that the child's copy is whole, and its own to unlock.
  const std::scoped_lock lock(mutex_);
  // Now, since a lack of memory after the fork would lose the child.
  if (children_.size() == children_.capacity()) {
    children_.reserve(2 * children_.size() + 1);
  }
  const pid_t pid = fork_child();
  if (pid != 0) {
    // Only the parent comes here, and the child has a copy of the list.
    children_.push_back({.process = ChildProcess(pid), .client = client});
    watch_or_look_again(children_.back().process);
  }
  return pid;
}

std::set<pid_t> RequestChildren::pids() const {
  const std::scoped_lock lock(mutex_);
  std::set<pid_t> pids;
  for (const Child& child : children_) {
    pids.insert(child.process.pid());
  }
  return pids;
}

void RequestChildren::ready(int fd) {
  reap_if([fd](const ChildProcess& child) { return child.fileno() == fd; });
}

void RequestChildren::collect(bool blocking) {
  reap_if([blocking](const ChildProcess& child) {
    if (blocking) {
      // Without the mutex: somebody may want to end what this waits for.
      child.wait();
    }
    return true;
  });
}

void RequestChildren::look() {
  reap_if([](const ChildProcess& child) { return child.fileno() == -1; });
  next_look_ = Deadline();
  const std::scoped_lock lock(mutex_);
  for (Child& child : children_) {
    if (child.process.fileno() == -1) {
      watch_or_look_again(child.process);
    }
  }
}

void RequestChildren::kill() noexcept {
  const std::scoped_lock lock(mutex_);
  for (const Child& child : children_) {
    child.process.kill();
  }
}

void RequestChildren::watch_or_look_again(ChildProcess& process) noexcept {
  try {
    if (process.open()) {
      hooks_.watch(process.fileno());
      return;
    }
  } catch (const std::exception&) {
    process.close();  // No memory; now it is like one without a pidfd.
  }
  next_look_ = Deadline(kLookInterval);
}

bool RequestChildren::reap(std::size_t index) {
  const auto child = children_.begin() + static_cast<std::ptrdiff_t>(index);
  const Address client = child->client;
  {
    const std::scoped_lock lock(mutex_);
    if (!child->process.reap()) {
      return false;
    }
    // Before the pidfd is closed, whose number may be given again at once.
    if (child->process.fileno() != -1) {
      hooks_.unwatch(child->process.fileno());
    }
    children_.erase(child);
  }
  // Without the mutex: the hook may ask for pids().
  hooks_.ended(client);
  return true;
}

template <typename Predicate>
void RequestChildren::reap_if(Predicate concerned) {
  // By index: what `ended` calls may reap, too.
  for (std::size_t i = 0; i < children_.size();) {
    if (!concerned(children_[i].process) || !reap(i)) {
      ++i;
    }
  }
}

}  // namespace socketserver
