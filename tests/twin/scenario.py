"""What a scenario is, and the decorator that makes one of a function."""

import dataclasses
from collections.abc import Callable

STREAM = ("TCPServer", "UnixStreamServer")
DATAGRAM = ("UDPServer", "UnixDatagramServer")
WORK_S = 0.6  # Of a handler whose time is measured.
HUGE = 8 << 20  # Bytes: more than fits on the way.
ALL: dict[str, "Scenario"] = {}


@dataclasses.dataclass(frozen=True)
class Scenario:
    """One conversation between a server and its clients."""

    name: str  # The function's: hello, two_clients_at_once.
    title: str  # Its docstring, for the page.
    bases: tuple[str, ...]  # The classes, and all that are built on them.
    handler: str
    work_s: float  # How long the handler works.
    started: bool  # The server runs already.
    one_at_a_time: bool  # Only for servers that serve one after the other.
    play: Callable

    def concerns(self, base, server):
        """Reports whether it is to be played with `server`, built on `base`."""
        return base in self.bases and (server == base or not self.one_at_a_time)


def scenario(bases, handler="hello", work_s=0.0, started=True, one_at_a_time=False):
    """Of a generator that yields what the clients see, makes a scenario."""

    def register(play):
        title = play.__doc__.strip().removesuffix(".")
        ALL[play.__name__] = Scenario(
            play.__name__,
            title,
            bases,
            handler,
            work_s,
            started,
            one_at_a_time,
            play,
        )
        return play

    return register
