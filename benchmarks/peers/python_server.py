"""Python's socketserver itself: the original of what the chapters rebuild.

It is compared because its classes are ours, by name and by design. Two limits are
raised that would otherwise decide the comparison.
"""

import concurrent.futures
import contextlib
import os
import socket
import socketserver
import sys
import time


class Settings:
    # Python's 5 collapses: what finds the queue full waits for TCP to try
    # again, a second later at the earliest.
    request_queue_size = socket.SOMAXCONN
    # Python's 40 would make the 41st client wait for one of the others.
    max_children = 1000
    allow_reuse_address = True


class TCPServer(Settings, socketserver.TCPServer):
    pass


class ThreadingTCPServer(Settings, socketserver.ThreadingTCPServer):
    pass


class ForkingTCPServer(Settings, socketserver.ForkingTCPServer):
    pass


class ThreadPoolTCPServer(
    Settings, socketserver.ThreadingMixIn, socketserver.TCPServer
):
    """Python has none, and so one writes it like this."""

    pool = concurrent.futures.ThreadPoolExecutor(max_workers=4)

    def process_request(self, request, client_address):
        self.pool.submit(self.process_request_thread, request, client_address)


class Hello(socketserver.StreamRequestHandler):
    def handle(self):
        # Or a client that goes away would leave a traceback on standard error.
        with contextlib.suppress(ConnectionError):
            self.work()
            self.wfile.write(b"hello world\n")

    def work(self):
        """What comes before the answer: nothing."""


class Wait(Hello):
    def work(self):
        time.sleep(0.001)


class Compute(Hello):
    # CPU time, not the clock's: the work is the same however many threads
    # share a core.
    def work(self):
        end = time.thread_time_ns() + 200_000
        while time.thread_time_ns() < end:
            pass


SERVERS = {server.__name__: server for server in Settings.__subclasses__()}
HANDLERS = {"hello": Hello, "wait": Wait, "compute": Compute}

try:
    program, name, handler = sys.argv
    Server, Handler = SERVERS[name], HANDLERS[handler]
except (ValueError, KeyError):
    classes, handlers = "|".join(SERVERS), "|".join(HANDLERS)
    print(f"usage: {sys.argv[0]} {classes} {handlers}", file=sys.stderr)
    sys.exit(2)

with Server(("127.0.0.1", 0), Handler) as server:
    host, port = server.server_address
    print(f"serving {name} on {host}:{port}, pid {os.getpid()}", flush=True)
    server.serve_forever()
