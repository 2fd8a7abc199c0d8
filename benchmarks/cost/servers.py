"""What is measured: the servers, how each is started, and its client."""

import contextlib
import dataclasses
import os
import socket

from chapters.support import clients
from chapters.support import stages

_PATIENCE_S = 30  # How long a client waits for what should come; valgrind is slow.


@dataclasses.dataclass(frozen=True)
class Server:
    """A program, and the server that it runs."""

    path: str  # Of the program.
    name: str
    listed: stages.ListedServer | None  # None: the program has no choice.

    @property
    def program(self):
        """The name of the program."""
        return os.path.basename(self.path)

    @property
    def forks(self):
        """Whether a process of its own serves each request."""
        return self.listed is not None and self.listed.model == "forking"

    @property
    def has_pool(self):
        """Whether it has threads that stay."""
        return self.listed is not None and self.listed.model == "pool"

    def command(self, folder):
        """How to start it, at an address that nobody else has."""
        command = [self.path, "--quiet"]
        if self.listed is not None:
            command += ["--server", self.name, "--handler", "hello"]
        if self._is_unix:
            return [*command, "--path", os.path.join(folder, "server")]
        return [*command, "--port", "0"]

    @contextlib.contextmanager
    def client(self, where, folder):
        """Yields what makes one request there, as often as it is called."""
        family, address = clients.address_of(where, self._is_unix)
        if self.listed is None or not self.listed.is_datagram:
            yield lambda: _ask_by_connection(family, address)
            return
        # Without a name it would get no answer.
        name = os.path.join(folder, "client") if self._is_unix else None
        with clients.client_socket(
            family, socket.SOCK_DGRAM, _PATIENCE_S, name
        ) as client:
            client.connect(address)
            yield lambda: _ask_by_datagram(client)

    @property
    def _is_unix(self):
        return self.listed is not None and self.listed.is_unix


def _ask_by_connection(family, address):
    with clients.client_socket(family, socket.SOCK_STREAM, _PATIENCE_S) as client:
        client.connect(address)
        answer = b""
        while more := client.recv(4096):
            answer += more
    _expect_hello(answer)


def _ask_by_datagram(client):
    client.send(b"hello?")
    _expect_hello(client.recv(4096))


def _expect_hello(answer):
    """A request that failed costs something else."""
    if not answer.startswith(b"hello world\n"):
        raise RuntimeError(f"the server answered {answer!r}")


def all_servers(chapters=None):
    """The servers of all stages, each through the last stage that offers it."""
    servers = {}
    for path in stages.all_stages(chapters):
        listed = stages.listed_servers(path)
        if not listed:
            # "01_accept_loop" is an accept loop.
            name = os.path.basename(path).partition("_")[2].replace("_", " ")
            servers[name] = Server(path, name, None)
        for server in listed:
            servers[server.name] = Server(path, server.name, server)
    return list(servers.values())
