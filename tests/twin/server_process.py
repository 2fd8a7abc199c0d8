"""A twin: one of the two servers, as a process of its own."""

import contextlib
import os
import select
import signal
import socketserver
import subprocess
import tempfile

from chapters.support import stages

PYTHON = "/usr/bin/python3"
_STAGE = stages.all_stages()[-1]  # It offers what the others offer, and more.
LISTED = stages.listed_servers(_STAGE)
# What 3.11 lacks, and what none has; python_server.py has them by itself.
_SINCE_3_12 = {"ForkingUnixStreamServer", "ForkingUnixDatagramServer"}
_OF_AN_EXECUTOR = {
    "ThreadPoolTCPServer",
    "ThreadPoolUDPServer",
    "ThreadPoolUnixStreamServer",
    "ThreadPoolUnixDatagramServer",
}
STAGE_HANDLERS = {"hello", "echo", "upper"}
ERROR_REPORT = "Exception occurred during processing of request"
_BOUND_S = 20


def cpython_has(name):
    """Reports whether there is a class of that name on CPython's socketserver."""
    return hasattr(socketserver, name) or name in _SINCE_3_12 | _OF_AN_EXECUTOR


def python_command(_handler):
    """The server on Debian's own Python, whatever runs this file."""
    return [PYTHON, os.path.join(os.path.dirname(__file__), "python_server.py")]


def our_command(handler):
    """The stage, or for a handler that it hasn't, the rigged one."""
    rigged = os.path.join(os.path.dirname(__file__), "rigged_stage")
    return [_STAGE if handler in STAGE_HANDLERS else rigged, "--quiet"]


def altered(rig):
    """A command for ours that cheats in the way that `rig` says."""

    def command(_handler):
        return our_command("rigged") + ["--rig", rig]

    return command


class ServerProcess:
    """Starts with start(), must end with stop() or kill()."""

    def __init__(self, command, server, handler):
        self._arguments = command(handler) + ["--server", server]
        if handler in STAGE_HANDLERS:
            self._arguments += ["--handler", handler]
        else:
            self._arguments += ["--rig", handler]
        # Read by its name: a shared descriptor would share its position, too.
        self._log = tempfile.NamedTemporaryFile("ab")
        self._process = None

    def start(self, arguments):
        """Returns where it serves, or None if it didn't come to that."""
        self._process = subprocess.Popen(
            self._arguments + arguments,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            start_new_session=True,  # Its children end with it, in kill().
        )
        if not select.select([self._process.stdout], [], [], _BOUND_S)[0]:
            raise RuntimeError(f"{self._arguments}: neither starts nor ends")
        line = self._process.stdout.readline()
        return stages.parse_start_line(line).where if line else None

    def ask_to_stop(self):
        """Returns at once; requests under way go on."""
        self._process.send_signal(signal.SIGTERM)

    def wait(self):
        """Waits for the end; returns the exit status and the last line."""
        said, _ = self._process.communicate(timeout=_BOUND_S)
        return self._process.returncode, said.strip()

    def kill(self):
        """Makes sure that it is gone."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.communicate()
            self._log.close()

    def is_asleep(self):
        """Reports whether it sleeps, having dealt with all that has come."""
        with open(f"/proc/{self._process.pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "S"

    def log(self):
        """What it has written to standard error, in all its runs."""
        with open(self._log.name, encoding="utf-8") as file:
            return file.read()
