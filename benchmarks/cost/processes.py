"""The server as a process: how it is started, watched and ended."""

import contextlib
import os
import select
import signal
import subprocess
import time

from chapters.support import stages

_BOUND_S = 30  # How long a server may take to stop, or to have done its work.


@contextlib.contextmanager
def started(command):
    """Yields the process and where the server serves; leaves nothing running."""
    # A group of its own: the tool, the server and its children end together,
    # whatever has gone wrong.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        if not select.select([process.stdout], [], [], _BOUND_S)[0]:
            raise RuntimeError(f"{' '.join(command)}: neither starts nor ends")
        yield process, stages.parse_start_line(process.stdout.readline()).where
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def stop(process, server_pid):
    """Ends the server as a user would, and waits until the tool has ended, too."""
    os.kill(server_pid, signal.SIGTERM)
    process.communicate(timeout=_BOUND_S)


def wait_until_idle(pid, has_pool=False):
    """Waits until the server has served all, and cleared away after it."""
    deadline = time.monotonic() + _BOUND_S
    while not _is_idle(pid, has_pool):
        if time.monotonic() > deadline:
            raise RuntimeError("the server does not come to rest")
        time.sleep(0.0001)  # Between two looks; the server wants the processor.


def _is_idle(pid, has_pool):
    """Reports whether it sleeps, with no child and, but for those of a pool, which
    sleep as well, no other thread.
    """
    # In this order: what ends, or has nothing to do any more, wakes the server first.
    others = [tid for tid in os.listdir(f"/proc/{pid}/task") if tid != str(pid)]
    if children(pid) or (others and not has_pool):
        return False
    return all(_sleeps(pid, tid) for tid in [*others, pid])


def _sleeps(pid, tid):
    with open(f"/proc/{pid}/task/{tid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0] == "S"


def children(pid):
    """The processes that its first thread has started."""
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(child) for child in file.read().split()]
