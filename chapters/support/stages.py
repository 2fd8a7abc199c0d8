"""The stages as a program sees them: which there are, which servers each offers,
and what a server says when it begins to serve.
"""

import dataclasses
import glob
import os
import re
import subprocess

_ROOT = os.path.join(os.path.dirname(__file__), "..", "..")  # Of the runfiles.
_START_LINE = re.compile(r"serving (?P<name>.*?) on (?P<where>.*), pid (?P<pid>\d+)\n?")


@dataclasses.dataclass(frozen=True)
class StartLine:
    """serving NAME on WHERE, pid PID"""

    name: str
    where: str  # HOST:PORT or a path.
    pid: int


def parse_start_line(line):
    """The parts of it; ValueError if it is none."""
    match = _START_LINE.fullmatch(line)
    if not match:
        raise ValueError(f"no start line: {line!r}")
    return StartLine(match["name"], match["where"], int(match["pid"]))


@dataclasses.dataclass(frozen=True)
class ListedServer:
    """A row of --list-servers."""

    name: str  # Of the class.
    address: str  # "inet" or "unix".
    request: str  # "stream" or "datagram".
    model: str  # Who does the work: "sequential", "threading", ...

    @property
    def is_unix(self):
        """Whether its address is a path."""
        return self.address == "unix"

    @property
    def is_datagram(self):
        """Whether its requests are datagrams."""
        return self.request == "datagram"


def all_stages(chapters=None):
    """The program of each chapter that has one, in order."""
    chapters = chapters or os.path.join(_ROOT, "chapters")
    programs = (
        os.path.join(folder, os.path.basename(folder))
        for folder in sorted(glob.glob(os.path.join(chapters, "[0-9]*")))
    )
    return [program for program in programs if os.access(program, os.X_OK)]


def listed_servers(program):
    """The servers that a stage offers; none where there is no choice."""
    listed = subprocess.run(
        [program, "--list-servers"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
        timeout=30,
    )
    if listed.returncode != 0:
        return []
    return [ListedServer(*line.split("\t")) for line in listed.stdout.splitlines()]
