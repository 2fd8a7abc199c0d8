"""Where ours is not like CPython's, on purpose; nothing else may differ."""

import dataclasses

from tests.twin.scenario import DATAGRAM, STREAM


@dataclasses.dataclass(frozen=True)
class Deviation:
    """One sentence of what the clients of a scenario see, and what ours say."""

    scenario: str
    bases: tuple[str, ...]  # The classes, and all that are built on them.
    python: str
    ours: str | None  # None: nothing in its place.
    museum: str  # Its number in the bug museum.
    reason: str
    test: str  # The GoogleTest that holds ours to it.

    def applied_to(self, seen):
        """What ours should see where CPython's clients see `seen`."""
        rest = [self.ours] if self.ours else []
        at = seen.index(self.python)
        return seen[:at] + rest + seen[at + 1 :]


ALL = [
    Deviation(
        "stop_while_idle",
        STREAM + DATAGRAM,
        "stopped some time later",
        "stopped at once",
        "B5",
        "CPython's loop looks for the end every half second; ours is woken up.",
        "B5ShutdownDoesNotWaitForTheInterval",
    ),
    Deviation(
        "gone_before_the_flush",
        ("TCPServer",),
        "1 error report",
        None,
        "B26",
        "A client that left before the last flush is no error. CPython "
        "swallows that of the flush, and then close() flushes again.",
        "B26AClientGoneBeforeTheFlushIsNoError",
    ),
    Deviation(
        "long_line",
        STREAM,
        "'70000 ', end of file",
        "'65536 4464 ', end of file",
        "-",
        "A line that never ends would fill the memory of CPython's server; here "
        "readline returns at most 65,536 bytes at a time.",
        "AnEndlessLineIsBounded",
    ),
    Deviation(
        "on_after_a_timeout",
        STREAM,
        "an answer with a gap in it, end of file",
        "an answer cut off, end of file",
        "O21",
        "When a write ran out of time, nobody knows how much was sent. CPython "
        "sends what comes next all the same; here wfile refuses it.",
        "AfterATimeoutNothingIsWritten",
    ),
    Deviation(
        "restart",
        ("TCPServer",),
        "exit 1: Address already in use",
        "served",
        "B36",
        "Connections that the server has closed first linger in TIME_WAIT; "
        "allow_reuse_address is on for TCP here and off in CPython.",
        "B36ThePortOfAServerThatClosedFirstCanBeBoundAgain",
    ),
    Deviation(
        "restart",
        ("UnixStreamServer", "UnixDatagramServer"),
        "exit 1: Address already in use",
        "served",
        "B39",
        "The file of a Unix socket outlives it. Our stage removes the one it has "
        "bound, CPython leaves it to the user.",
        "SaysWhatItIsStopsAndRemovesItsPath",
    ),
    Deviation(
        "twelve_clients_of_a_busy_server",
        STREAM,
        "not all connect",
        "all connect",
        "B37",
        "CPython asks for a queue of 5, which holds six clients; ours for "
        "SOMAXCONN, 4096.",
        "B37TwelveClientsOfABusyServerAreAllConnected",
    ),
    Deviation(
        "client_without_a_name",
        ("UnixDatagramServer",),
        "1 error report",
        None,
        "B40",
        "There is nowhere to send an answer to, so there is none; CPython finds "
        "that out by an exception.",
        "B40AUnixClientWithoutANameGetsNoAnswerAndMakesNoError",
    ),
]


def of(scenario, base):
    """The deviation of the servers built on `base` in that scenario, if any."""
    for known in ALL:
        if known.scenario == scenario and base in known.bases:
            return known
    return None
