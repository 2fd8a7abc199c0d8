"""How it is measured: a tool runs the server and counts what that does.

What a server does once, to start and to stop, is in every count. So there are
two runs, of which one has more requests, and only their difference matters.
"""

import dataclasses
import os
import re
import shutil
import tempfile
from collections.abc import Callable

from benchmarks.cost import processes


@dataclasses.dataclass(frozen=True)
class Counter:
    """A tool that writes a total to a file when the server has ended."""

    tool: str  # Also the name of Debian's package.
    command: tuple[str, ...]  # The last word is followed by the file's name.
    total: str  # What the file says, with the number as a group.
    server_pid: Callable[[int], int]  # The server's process, by the tool's.

    def is_installed(self):
        """Reports whether the tool is there."""
        return shutil.which(self.tool) is not None

    def per_request(self, server, low, high):
        """What one request costs."""
        more = self._count(server, high) - self._count(server, low)
        return more / (high - low)

    def _count(self, server, requests):
        # Below /tmp, since the path of a Unix socket must be short.
        with tempfile.TemporaryDirectory(prefix="cost", dir="/tmp") as folder:
            report = os.path.join(folder, "report")
            *words, last = self.command
            command = [*words, last + report, *server.command(folder)]
            with processes.started(command) as (process, where):
                pid = self.server_pid(process.pid)
                with server.client(where, folder) as ask:
                    # A server that is not done with the last request would do
                    # some things once for two of them, now and then.
                    for _ in range(requests):
                        ask()
                        processes.wait_until_idle(pid, server.has_pool)
                processes.stop(process, pid)
            return self._read(report)

    def _read(self, report):
        with open(report, encoding="utf-8", errors="replace") as file:
            totals = re.findall(self.total, file.read(), re.M)
        if not totals:
            raise RuntimeError(f"{self.tool} has written no total")
        return int(totals[-1])


def _only_child(pid):
    """strace stays the server's parent, and passes no signal on."""
    (child,) = processes.children(pid)
    return child


# One column of numbers: a table without errors would lack one in the middle.
SYSTEM_CALLS = Counter(
    tool="strace",
    command=("strace", "-f", "-c", "-U", "calls,name", "-o", ""),
    total=r"^\s*(\d+) total$",
    server_pid=_only_child,
)

# valgrind takes `rep stosb`, with which glibc clears long memory, for as many
# instructions as there are bytes: glibc must do it, and copy, in another way.
# The profile itself is not wanted. valgrind becomes the server: one process.
INSTRUCTIONS = Counter(
    tool="valgrind",
    command=(
        "env",
        "GLIBC_TUNABLES=glibc.cpu.x86_rep_stosb_threshold=1000000"
        ":glibc.cpu.x86_rep_movsb_threshold=1000000",
        "valgrind",
        "--tool=callgrind",
        "--callgrind-out-file=/dev/null",
        "--log-file=",
    ),
    total=r"Collected : (\d+)",
    server_pid=lambda pid: pid,
)
