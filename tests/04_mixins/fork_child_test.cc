#include "chapters/04_mixins/fork_child.h"

#include "chapters/01_accept_loop/system_call.h"
#include "chapters/02_selector_loop/stop_signals.h"
#include "chapters/02_selector_loop/wakeup.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

#include <gtest/gtest.h>

namespace socketserver {
namespace {

// Those of the calling thread that would come at once; not the two that nobody
// can block.
int unblocked_signals() {
  sigset_t blocked;
  ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
  int unblocked = 0;
  for (int number = 1; number <= SIGRTMAX; ++number) {
    // Between SIGSYS and SIGRTMIN are two that glibc keeps for itself.
    const bool is_ours = number <= SIGSYS || number >= SIGRTMIN;
    if (is_ours && number != SIGKILL && number != SIGSTOP &&
        ::sigismember(&blocked, number) == 0) {
      ++unblocked;
    }
  }
  return unblocked;
}

int wait_for(pid_t child) {
  int status = 0;
  check(::waitpid(child, &status, 0), "waitpid");
  return status;
}

// What the C library calls in a child that has just begun.
bool is_watched = false;
int unblocked_at_first = 0;
void in_the_child() {
  if (is_watched) {
    unblocked_at_first = unblocked_signals();
    ::raise(SIGTERM);
    ::raise(SIGINT);
  }
}

// Red: no SignalsBlocked, or one signal less in it.
TEST(ForkChildTest, NoSignalComesBeforeTheChildIsReadyForIt) {
  ASSERT_EQ(::pthread_atfork(nullptr, nullptr, in_the_child), 0);
  is_watched = true;
  const pid_t child = fork_child();
  if (child == 0) {
    std::_Exit(unblocked_at_first);
  }
  is_watched = false;
  const int status = wait_for(child);
  ASSERT_TRUE(WIFEXITED(status)) << "by signal " << WTERMSIG(status);
  EXPECT_EQ(WEXITSTATUS(status), 0) << "signals were not blocked";
}

// Ctrl-C may have come to the parent first, or to both. Red: the child counts
// on where its parent was.
TEST(ForkChildTest, TheFirstSigintIsTheChildsOwnFirst) {
  const Wakeup stop;
  const StopSignals signals(stop);
  ::raise(SIGINT);
  const pid_t child = fork_child();
  if (child == 0) {
    ::raise(SIGINT);
    std::_Exit(EXIT_SUCCESS);
  }
  EXPECT_EQ(wait_for(child), EXIT_SUCCESS);
}

// Red: the mask isn't restored.
TEST(ForkChildTest, AfterwardsBothTakeSignalsAsBefore) {
  const int before = unblocked_signals();
  ASSERT_GT(before, 0);
  const pid_t child = fork_child();
  if (child == 0) {
    std::_Exit(unblocked_signals() == before ? EXIT_SUCCESS : EXIT_FAILURE);
  }
  EXPECT_EQ(unblocked_signals(), before);
  EXPECT_EQ(wait_for(child), EXIT_SUCCESS);
}

}  // namespace
}  // namespace socketserver
