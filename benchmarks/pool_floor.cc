// The floors of the pools: `pool_floor MODEL`, a few threads or processes that
// stay, in bare system calls. Apart from the other floors, since what a program
// has linked is what a fork has to copy.

#include "benchmarks/floor_program.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace socketserver {
namespace {

struct Pool {
  std::mutex mutex;
  std::condition_variable given;
  std::condition_variable has_room;
  std::vector<int> connections;  // At most as many as there are idle threads.
  std::size_t idle = 0;
};

void work(Pool& pool, std::chrono::milliseconds wait) {
  std::unique_lock lock(pool.mutex);
  while (true) {
    pool.given.wait(lock, [&] { return !pool.connections.empty(); });
    const int connection = pool.connections.back();
    pool.connections.pop_back();
    lock.unlock();
    if (wait > std::chrono::milliseconds::zero()) {
      std::this_thread::sleep_for(wait);
    }
    say_hello(connection);
    lock.lock();
    if (pool.idle++ == 0) {
      pool.has_room.notify_one();
    }
  }
}

[[noreturn]] void run_pool(int listener, std::size_t threads,
                           std::chrono::milliseconds wait) {
  Pool pool;
  pool.idle = threads;
  for (std::size_t i = 0; i < threads; ++i) {
    std::thread([&pool, wait] { work(pool, wait); }).detach();
  }
  while (true) {
    {
      std::unique_lock lock(pool.mutex);
      pool.has_room.wait(lock, [&] { return pool.idle > 0; });
    }
    pollfd entry{.fd = listener, .events = POLLIN, .revents = 0};
    ::poll(&entry, 1, -1);
    const int connection = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    {
      const std::scoped_lock lock(pool.mutex);
      --pool.idle;
      pool.connections.push_back(connection);
    }
    pool.given.notify_one();
  }
}

constexpr int kProcesses = 4;

// This process waits, and its children end with it.
template <typename Serve>
void run_in_children(Serve serve) {
  const pid_t parent = ::getpid();
  for (int i = 0; i < kProcesses; ++i) {
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      if (::getppid() != parent) {
        ::_exit(0);  // It has ended before it could be asked for a signal.
      }
      serve();
    }
  }
  while (true) {
    ::pause();
  }
}

// One thread polls and accepts, and hands the connections to the others by a
// mutex and a condition variable; while all of them are busy it waits.
void pool_loop(int listener) {
  run_pool(listener, 4, {});
}

// The same with 64 threads, each of which waits before it answers.
void pool_loop_wait(int listener) {
  run_pool(listener, 64, std::chrono::milliseconds(1));
}

// Several processes poll the one listener, which doesn't block.
void prefork_loop(int listener) {
  ::fcntl(listener, F_SETFL, O_NONBLOCK);
  run_in_children([listener] {
    while (true) {
      pollfd entry{.fd = listener, .events = POLLIN, .revents = 0};
      ::poll(&entry, 1, -1);
      const int connection =
          ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection != -1) {
        say_hello(connection);
      }
    }
  });
}

// Several processes block in accept.
void prefork_accept(int listener) {
  run_in_children([listener] {
    while (true) {
      say_hello(::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
    }
  });
}

// Several processes take a lock that they share, and block in accept with it.
void prefork_lock(int listener) {
  void* const shared =
      ::mmap(nullptr, sizeof(pthread_mutex_t), PROT_READ | PROT_WRITE,
             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto* const lock = static_cast<pthread_mutex_t*>(shared);
  pthread_mutexattr_t attributes{};
  ::pthread_mutexattr_init(&attributes);
  ::pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  ::pthread_mutex_init(lock, &attributes);
  run_in_children([listener, lock] {
    while (true) {
      ::pthread_mutex_lock(lock);
      const int connection =
          ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      ::pthread_mutex_unlock(lock);
      say_hello(connection);
    }
  });
}

// Several threads of one process, each in its turn in accept.
void leader_followers(int listener) {
  std::mutex lock;
  std::vector<std::thread> threads;
  threads.reserve(4);
  while (threads.size() < 4) {
    threads.emplace_back([&] {
      while (true) {
        lock.lock();
        const int connection =
            ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        lock.unlock();
        say_hello(connection);
      }
    });
  }
  threads.front().join();  // For ever.
}

const std::map<std::string, FloorModel> kModels = {
    {"leader_followers", leader_followers}, {"pool_loop", pool_loop},
    {"pool_loop_wait", pool_loop_wait},     {"prefork_loop", prefork_loop},
    {"prefork_accept", prefork_accept},     {"prefork_lock", prefork_lock},
};

}  // namespace
}  // namespace socketserver

int main(int argc, char** argv) {
  return socketserver::run_floor(argc, argv, socketserver::kModels);
}
