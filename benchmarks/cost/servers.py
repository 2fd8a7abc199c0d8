"""What is measured: the servers, how each is started, and its client."""

import contextlib
import dataclasses
import os
import socket

_BOUND_S = 30  # How long a client waits for what should come; valgrind is slow.
_ROOT = os.path.join(os.path.dirname(__file__), "..", "..")  # Of the runfiles.


@dataclasses.dataclass(frozen=True)
class Server:
    """A program, and what it calls the server that it runs."""

    program: str
    name: str
    options: tuple[str, ...] = ()

    @property
    def forks(self):
        """Whether a process of its own serves each request."""
        return self.name.startswith("Forking")

    def command(self, folder):
        """How to start it, at an address that nobody else has."""
        program = os.path.join(_ROOT, "chapters", self.program, self.program)
        where = ["--path", os.path.join(folder, "server")]
        if not self._is_unix:
            where = ["--port", "0"]
        return [program, "--quiet", *where, *self.options]

    @contextlib.contextmanager
    def client(self, address, folder):
        """Yields what makes one request at `address`, as often as it is called."""
        if not self._is_datagram:
            yield lambda: self._ask_by_connection(self._parsed(address))
            return
        with self._socket(socket.SOCK_DGRAM) as client:
            if self._is_unix:
                # Without a name it would get no answer.
                client.bind(os.path.join(folder, "client"))
            client.connect(self._parsed(address))
            yield lambda: self._ask_by_datagram(client)

    def _ask_by_connection(self, address):
        with self._socket(socket.SOCK_STREAM) as client:
            client.connect(address)
            answer = b""
            while more := client.recv(4096):
                answer += more
        _expect_hello(answer)

    def _ask_by_datagram(self, client):
        client.send(b"hello?")
        _expect_hello(client.recv(4096))

    def _socket(self, kind):
        family = socket.AF_UNIX if self._is_unix else socket.AF_INET
        client = socket.socket(family, kind)
        client.settimeout(_BOUND_S)
        return client

    def _parsed(self, address):
        if self._is_unix:
            return address
        host, _, port = address.rpartition(":")
        return host, int(port)

    @property
    def _is_unix(self):
        return "Unix" in self.name

    @property
    def _is_datagram(self):
        return "UDP" in self.name or "Datagram" in self.name


def _expect_hello(answer):
    """A request that failed costs something else."""
    if not answer.startswith(b"hello world\n"):
        raise RuntimeError(f"the server answered {answer!r}")


# Chapter 03 is measured through chapter 04, which has its classes and more.
ALL = [
    Server("01_accept_loop", "accept loop"),
    Server("02_selector_loop", "selector loop"),
] + [
    Server("04_mixins", mix_in + base, ("--server", mix_in + base, "--handler", "hello"))
    for base in ("TCPServer", "UnixStreamServer", "UDPServer", "UnixDatagramServer")
    for mix_in in ("", "Threading", "Forking")
]
