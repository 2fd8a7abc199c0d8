"""The original: CPython's socketserver behind the command line of our stages.

python_server.py --server CLASS [--host H] [--port N] [--path P] [--handler H]
                 [--rig R] [--work-ms N]
"""

import argparse
import concurrent.futures
import contextlib
import os
import select
import signal
import socket
import socketserver
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("--server", required=True)
parser.add_argument("--host", default="127.0.0.1")
parser.add_argument("--port", type=int, default=0)
parser.add_argument("--path", default="")
parser.add_argument("--handler", default="hello")
parser.add_argument("--rig", default="")
parser.add_argument("--work-ms", type=int, default=0)
options = parser.parse_args()


class ThreadPoolMixIn(socketserver.ThreadingMixIn):
    """As one writes it in Python, where there is none."""

    def __init__(self, *arguments):
        self._pool = concurrent.futures.ThreadPoolExecutor(max_workers=4)
        super().__init__(*arguments)

    def process_request(self, request, client_address):
        self._pool.submit(self.process_request_thread, request, client_address)

    def server_close(self):
        self._pool.shutdown()  # While the threads have the socket still.
        super().server_close()


_MIX_INS = {"Forking": socketserver.ForkingMixIn, "ThreadPool": ThreadPoolMixIn}


def server_class(name):
    """The class of that name; Python has had ForkingUnix... only since 3.12."""
    if hasattr(socketserver, name):
        return getattr(socketserver, name)
    prefix = next(prefix for prefix in _MIX_INS if name.startswith(prefix))
    base = getattr(socketserver, name.removeprefix(prefix))
    return type(name, (_MIX_INS[prefix], base), {})


ServerClass = server_class(options.server)
IS_DATAGRAM = issubclass(ServerClass, socketserver.UDPServer)
IS_UNIX = ServerClass.address_family == socket.AF_UNIX
BaseHandler = (
    socketserver.DatagramRequestHandler
    if IS_DATAGRAM
    else socketserver.StreamRequestHandler
)


class StageHandler(BaseHandler):
    """Works for a while, then answers; so in chapters/03_class_hierarchy."""

    rbufsize = 8192  # The default's size before Python 3.14, and ours.

    def handle(self):
        time.sleep(options.work_ms / 1000)
        self.answer()

    def answer(self):
        raise NotImplementedError


class Hello(StageHandler):
    def answer(self):
        self.wfile.write(b"hello world\n")


class Echo(StageHandler):
    def answer(self):
        while chunk := self.rfile.read1(8192):
            self.wfile.write(chunk)


class Upper(StageHandler):
    def answer(self):
        self.wfile.write(self.rfile.readline().upper())


# What follows is what rigged_stage.cc has.


class FailsBefore(StageHandler):
    def answer(self):
        raise ValueError("before")


class FailsDuring(StageHandler):
    def answer(self):
        self.wfile.write(b"half")
        raise ValueError("during")


class FailsAfter(StageHandler):
    def answer(self):
        self.wfile.write(b"hello world\n")
        raise ValueError("after")


class Huge(StageHandler):
    """More than a socket's buffers hold, or than fits in a datagram."""

    def answer(self):
        self.wfile.write(b"0123456789abcdef" * 2**19)


class Impatient(Upper):
    timeout = 0.6


class ImpatientWriter(Huge):
    timeout = 0.6


class GoesOn(StageHandler):
    """Out of time, it waits until its client reads, and writes once more."""

    timeout = 0.6

    def answer(self):
        try:
            self.wfile.write(b"0123456789abcdef" * 2**19)
        except TimeoutError:
            print("out of time", file=sys.stderr, flush=True)
        room = select.poll()
        room.register(self.connection, select.POLLOUT)
        room.poll()
        with contextlib.suppress(OSError):
            self.wfile.write(b"again\n")


class Measures(StageHandler):
    def answer(self):
        while line := self.rfile.readline():
            self.wfile.write(b"%d " % len(line))


class Buffered(StageHandler):
    """Told to see its client go, it does so before wfile is flushed."""

    wbufsize = -1

    def answer(self):
        self.wfile.write(b"one\n")
        if self.rfile.readline() == b"see me go\n":
            gone = select.poll()
            gone.register(self.connection, 0)  # POLLHUP is never asked for.
            gone.poll()
        self.wfile.write(b"two\n")


class HangsUp(StageHandler):
    def answer(self):
        self.wfile.write(b"bye\n")
        self.wfile.close()
        self.rfile.close()
        self.request.close()


HANDLERS = {
    "hello": Hello,
    "echo": Echo,
    "upper": Upper,
    "fails-before": FailsBefore,
    "fails-during": FailsDuring,
    "fails-after": FailsAfter,
    "huge": Huge,
    "impatient": Impatient,
    "impatient-writer": ImpatientWriter,
    "goes-on": GoesOn,
    "measures": Measures,
    "buffered": Buffered,
    "hangs-up": HangsUp,
    "refuses": Hello,
}


class Server(ServerClass):
    """The class asked for; IPv6 has to be asked for by hand in Python."""

    if ":" in options.host:
        address_family = socket.AF_INET6

    def verify_request(self, request, client_address):
        """Says no if it is told to."""
        return options.rig != "refuses"


def main():
    """Serves from the start line to "stopped", as serve_stage does."""
    address = options.path if IS_UNIX else (options.host, options.port)
    with Server(address, HANDLERS[options.rig or options.handler]) as server:
        # shutdown waits for the loop, so it can't be called on its thread.
        signal.signal(
            signal.SIGTERM,
            lambda *_: threading.Thread(target=server.shutdown).start(),
        )
        where = options.path
        if not IS_UNIX:
            host, port = server.server_address[:2]
            where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        print(f"serving {options.server} on {where}, pid {os.getpid()}", flush=True)
        server.serve_forever()
    print("stopped", flush=True)


main()
