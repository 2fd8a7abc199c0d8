"""Clients that tell what they see, in words that can be compared."""

import contextlib
import select
import socket
import struct
import time
import zlib

from chapters.support import clients
from tests.twin.scenario import WORK_S

BOUND_S = 3  # How long a client waits for what should have come.


def shown(data):
    """The bytes themselves if they are few, else their number and checksum."""
    if not data:
        return "nothing"
    if len(data) <= 40:
        return repr(data)[1:]
    return f"{len(data):,} bytes (crc {zlib.crc32(data):08x})"


class Client:
    """What both kinds have in common."""

    def __init__(self, family, kind, name):
        self.socket = clients.client_socket(family, kind, BOUND_S, name)

    def hears_nothing(self):
        """Reports whether nothing has come, and nothing comes soon."""
        return not self._poll(select.POLLIN, 0.2)

    def _poll(self, events, seconds):
        poll = select.poll()
        poll.register(self.socket, events)
        return poll.poll(seconds * 1000)

    def close(self):
        """Goes, in an orderly way."""
        self.socket.close()


class StreamClient(Client):
    """A connection."""

    def __init__(self, family, address, name=None, receive_buffer=None):
        super().__init__(family, socket.SOCK_STREAM, name)
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        # A server may accept and reset before connect() has returned.
        self._was_reset = False
        try:
            self.socket.connect(address)
        except ConnectionResetError:
            self._was_reset = True

    def send(self, data):
        """Sends all of it, as far as the server takes it."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(data)
        return self

    def end(self):
        """Says that this was all, and stays to hear the answer."""
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)
        return self

    def receive(self, size):
        """Exactly so many bytes, or what came instead."""
        data = b""
        with contextlib.suppress(BlockingIOError):
            while len(data) < size and (more := self.socket.recv(size - len(data))):
                data += more
        return shown(data)

    def rest(self, piece=65536):
        """All that comes, and how it ends."""
        data, ending = self.read(piece)
        return f"{shown(data)}, {ending}"

    def read(self, piece=65536):
        """The same in two parts."""
        if self._was_reset:
            return b"", "reset"
        data = bytearray()
        try:
            while more := self.socket.recv(piece):
                data += more
            return bytes(data), "end of file"
        except ConnectionResetError:
            return bytes(data), "reset"
        except BlockingIOError:
            return bytes(data), "and then silence"

    def wait_until_over(self):
        """Waits until the server has closed its end, without reading."""
        self._poll(select.POLLHUP, BOUND_S)

    def reset(self):
        """Goes, slamming the door."""
        self.socket.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.socket.close()


class DatagramClient(Client):
    """A socket for datagrams, all of them with the server."""

    def __init__(self, family, address, name=None):
        super().__init__(family, socket.SOCK_DGRAM, name)
        self._server = address

    def send(self, data):
        """Sends one datagram; returns what is wrong with it, if anything."""
        try:
            self.socket.sendto(data, self._server)
        except OSError as error:
            return error.strerror
        return "sent"

    def answer(self):
        """The next datagram."""
        try:
            data = self.socket.recv(65536)
        except BlockingIOError:
            return "silence"
        return shown(data) if data else "an empty datagram"

    def ask(self, data):
        """Sends one and returns the answer to it."""
        sent = self.send(data)
        return self.answer() if sent == "sent" else sent

    def pending(self):
        """What is there without waiting for it."""
        return self.answer() if self._poll(select.POLLIN, 0) else "silence"


class Clock:
    """Sorts what takes time into classes, by the time that the work takes."""

    def __init__(self):
        self._begin = time.monotonic()

    def at_once(self):
        """Reports whether less than that has passed since the clock was made."""
        return self._times() < 0.6

    def when(self):
        """How long after the clock was made it is now."""
        if self.at_once():
            return "at once"
        times = self._times()
        return "after the work" if times < 1.6 else f"after {times:.0f} times the work"

    def _times(self):
        return (time.monotonic() - self._begin) / WORK_S
