"""Executes the console blocks of a page and compares what is printed.

A block names its terminal: ```console 1. All blocks of a page run in order,
each terminal being one shell that lives as long as the page. A line `$ command`
is typed, `^C` is Ctrl-C, every other line is what the terminal must show, to the
letter; `...` stands for any lines. A program that does not end goes on running,
and a later block of its terminal may show what it prints then. The pid of a start
line stands for the server's from then on, in what is typed too.

What can't be the same twice is compared by what the words after the terminal's
number allow, and only by that:

  port=8080  the page's port stands for a free one
  pids       process and thread numbers
  ports      the port of a client
  ms         times: at least half of what is shown, since a slow machine is
             slower; what is shown below 20 ms is not compared
  beats      the number of a heartbeat
  counts     how many clients of a number were served, answered or reset
  inodes     the number of a socket's inode
  columns    how wide the columns are
  unfinished where strace breaks the line of a call that hasn't returned yet
  soon       a command that looks at what may take a moment: it is typed again
             until it shows what the page shows
"""

import dataclasses
import random
import re
import socket
import time

ELLIPSIS = "..."
_MARKS = {
    "pids": (r"\b(pid|tid|pid=|[Pp]rocess|/proc/) *\d+", r"\1 N"),
    "ports": (r"(127\.0\.0\.1[:;]|sin_port=htons\()\d+", r"\1N"),
    "counts": (r"\b(served|answered|reset):( \d+)+", r"\1: N"),
    "beats": (r"\bheartbeat \d+", "heartbeat N"),
    "inodes": (r"socket:\[\d+\]", "socket:[N]"),
    "columns": (r" +", " "),
    "unfinished": (r",$|^, ?", ""),
}
_MS = re.compile(r"(\d+(?:\.\d+)?) ms")
_START_LINE = re.compile(r"^(serving .*, pid )(\d+)$")
_BAR = re.compile(r"[│ ]*[█▏▎▍▌▋▊▉]+ *")


@dataclasses.dataclass
class Step:
    """Something typed, if anything, and what must be shown then."""

    line: int  # Of the last line typed, or before the first one shown.
    typed: str | None  # The command with the lines that continue it, or ^C.
    expected: list[str]


def steps_of(fence):
    """The steps of a console block."""
    steps = []
    for offset, line in enumerate(fence.lines, start=1):
        if line.startswith("$ ") or line == "^C":
            steps.append(Step(fence.line + offset, line.removeprefix("$ "), []))
        elif line.startswith("> ") and steps and not steps[-1].expected:
            steps[-1].typed += "\n" + line.removeprefix("> ")
            steps[-1].line += 1
        else:
            if not steps:
                steps.append(Step(fence.line + offset - 1, None, []))
            steps[-1].expected.append(line)
    return steps


def free_port():
    """A port that nobody uses, from below those that the kernel hands out."""
    while True:
        port = random.randrange(10000, 32768)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return str(port)


class Comparison:
    """Compares lines as the marks of a block allow."""

    def __init__(self, marks):
        self._marks = [mark for mark in marks if mark in _MARKS]
        self._ms = "ms" in marks
        self.soon = "soon" in marks

    def same(self, expected, actual):
        """Whether the terminal's line is as the page says."""
        expected = _START_LINE.sub(r"\1N", expected)
        actual = _START_LINE.sub(r"\1N", actual)
        for mark in self._marks:
            pattern, replacement = _MARKS[mark]
            expected = re.sub(pattern, replacement, expected)
            actual = re.sub(pattern, replacement, actual)
        if self._ms:
            for shown, seen in zip(_MS.findall(expected), _MS.findall(actual)):
                if float(shown) >= 20 and float(seen) < float(shown) / 2:
                    return False
            expected, actual = (
                re.sub(r" +", " ", _MS.sub("N ms", _BAR.sub(" # ", line)))
                for line in (expected, actual)
            )
        return expected == actual

    def match(self, expected, actual):
        """How many lines of `actual` the whole of `expected` takes, or None."""
        if not expected:
            return 0
        if expected[0] == ELLIPSIS:
            for skipped in range(len(actual) + 1):
                rest = self.match(expected[1:], actual[skipped:])
                if rest is not None:
                    return skipped + rest
            return None
        if not actual or not self.same(expected[0], actual[0]):
            return None
        rest = self.match(expected[1:], actual[1:])
        return None if rest is None else rest + 1


class Session:
    """The terminals of a page, and what became of its console blocks."""

    def __init__(self, make_terminal):
        self._make_terminal = make_terminal
        self._terminals = {}
        self._ports = {}  # As the page shows it -> as it is; pids, too.
        self._open_ended = set()  # Terminals whose last block ends with "...".
        self.stuck = False  # A program has not ended, so no more can be typed.
        self.problems = []
        self.seen = {}  # Line of a step -> what was printed, as a page shows it.

    def run(self, fence):
        """Executes one console block."""
        if not fence.words or not fence.words[0].isdigit():
            self.problems.append(f"{fence.where()}: which terminal?")
            return
        number, *marks = fence.words
        for mark in marks:
            name, equals, port = mark.partition("=")
            if name == "port" and equals:
                self._ports.setdefault(port, free_port())
            elif mark not in (*_MARKS, "ms", "soon"):
                self.problems.append(f"{fence.where()}: no such mark: {mark}")
        if number not in self._terminals:
            self._terminals[number] = self._make_terminal()
        for step in steps_of(fence):
            if not self.stuck:
                self._do(fence, number, step, Comparison(marks))

    def _do(self, fence, number, step, comparison):
        terminal = self._terminals[number]
        where = f"{fence.page}:{step.line}"
        if step.typed == "^C":
            if number in self._open_ended:
                terminal.read_available()
                terminal.take(len(terminal.lines()))
            terminal.interrupt()
        elif step.typed is not None:
            if not terminal.wait(terminal.at_prompt):
                self.stuck = True
                self.problems.append(
                    f"{where}: the program before it in terminal {number} has "
                    "not ended"
                )
                return
            self._complain_about_rest(where, number)
            terminal.run(self._to_machine(step.typed))

        def shown():
            return comparison.match(step.expected, self._to_page(terminal.lines()))

        def looked():
            terminal.wait(lambda: terminal.at_prompt() or shown() is not None)
            return shown()

        taken = looked()
        deadline = time.monotonic() + terminal.PATIENCE
        while taken is None and comparison.soon and time.monotonic() < deadline:
            time.sleep(0.05)  # Between two looks.
            terminal.run(self._to_machine(step.typed))
            taken = looked()
        seen = self._to_page(terminal.lines())
        self.seen[step.line] = seen
        if taken is None:
            self.problems.append(
                f"{where}: terminal {number} shows\n"
                + "".join(f"    {line}\n" for line in seen)
                + "  and not\n"
                + "".join(f"    {line}\n" for line in step.expected)
                + "  mend the page"
            )
            taken = len(seen)
        self._learn_pids(step.expected, seen[:taken])
        terminal.take(taken)
        self._open_ended.discard(number)
        if step.expected[-1:] == [ELLIPSIS]:
            self._open_ended.add(number)

    def _learn_pids(self, expected, seen):
        found = (
            list(filter(None, map(_START_LINE.match, lines)))
            for lines in (expected, seen)
        )
        for shown, real in zip(*found):
            self._ports[shown[2]] = real[2]

    def _complain_about_rest(self, where, number):
        rest = self._to_page(self._terminals[number].lines())
        if rest and number not in self._open_ended:
            self.problems.append(
                f"{where}: terminal {number} shows more than the page:\n"
                + "\n".join(f"    {line}" for line in rest)
            )

    def close(self, page):
        """Ends all that still runs."""
        for number, terminal in self._terminals.items():
            # A program that was to end has a moment to print what it shouldn't.
            terminal.wait(terminal.at_prompt, patience=0.2)
            self._complain_about_rest(f"{page}: at the end", number)
        for terminal in self._terminals.values():
            terminal.close()

    def _to_machine(self, command):
        for shown, real in self._ports.items():
            command = re.sub(rf"\b{shown}\b", real, command)
        return command

    def _to_page(self, lines):
        for shown, real in self._ports.items():
            lines = [re.sub(rf"\b{real}\b", shown, line) for line in lines]
        return lines
