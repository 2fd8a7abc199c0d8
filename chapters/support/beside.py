"""A fault of CPython's socketserver, and the same scene with a server of this book.

    python3 chapters/support/beside.py stop|spin|zombie|rebind

Both servers are processes of their own, looked at from outside in the same way.
"""

import contextlib
import os
import re
import resource
import signal
import socket
import socketserver
import subprocess
import sys
import threading
import time


class Hello(socketserver.StreamRequestHandler):
    """The handler of chapter 01."""

    def handle(self):
        self.wfile.write(b"hello world\n")


def serve(name, port):
    """CPython's side. SIGTERM calls shutdown in a thread, as its documentation says."""
    server = getattr(socketserver, name)(("127.0.0.1", int(port)), Hello)
    stop_it = threading.Thread(target=server.shutdown)
    signal.signal(signal.SIGTERM, lambda number, frame: stop_it.start())
    host, port = server.server_address
    print(f"serving {name} on {host}:{port}, pid {os.getpid()}", flush=True)
    server.serve_forever()


def cpython(name, port=0):
    """The command that serves CPython's class."""
    return [sys.executable, __file__, "serve", name, str(port)]


def ours(name, port=0):
    """The command that serves this book's class."""
    flags = ["--server", name, "--port", str(port), "--quiet"]
    return ["./bazelw", "run", "//chapters/04_mixins", "--", *flags]


@contextlib.contextmanager
def running(command):
    """A server's process for the length of a scope, and its address; None if it has
    ended at once.
    """
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        found = re.search(r" on (.*):(\d+), pid", process.stdout.readline())
        try:
            yield process, found and (found[1], int(found[2]))
        finally:
            process.terminate()


def ask(address):
    """One request, up to the end of its answer."""
    with socket.create_connection(address, timeout=10) as client:
        while client.recv(100):
            pass


def stop(start):
    """How long does a stop take?"""
    with running(start("TCPServer")) as (process, address):
        ask(address)
        time.sleep(0.1)
        begin = time.monotonic()
        process.terminate()
        process.wait()
        return f"stopped after {1000 * (time.monotonic() - begin):.0f} ms"


def processor_ms(pid):
    """The processor's time that a process has had."""
    with open(f"/proc/{pid}/schedstat", encoding="utf-8") as file:
        return int(file.read().split()[0]) // 1_000_000


def spin(start):
    """What does it do while a client waits and there is no descriptor for it?"""
    with running(start("TCPServer")) as (process, address):
        taken = len(os.listdir(f"/proc/{process.pid}/fd"))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (taken, taken))
        with socket.create_connection(address):
            begin, before = time.monotonic(), processor_ms(process.pid)
            used = seconds = 0
            while used < 500 and seconds < 3:
                time.sleep(0.01)
                used = processor_ms(process.pid) - before
                seconds = time.monotonic() - begin
            return f"computed for {used} ms of {1000 * seconds:.0f} ms"


def states_of_children(pid):
    """The letters of ps for the children of a process: Z for a zombie."""
    return subprocess.run(
        ["ps", "-o", "s=", "--ppid", str(pid)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    ).stdout.split()


def zombie(start):
    """What has become of the child, a moment after its end?"""
    with running(start("ForkingTCPServer")) as (process, address):
        ask(address)
        while set(states_of_children(process.pid)) - {"Z"}:
            time.sleep(0.01)
        time.sleep(0.1)
        return f"children: {' '.join(states_of_children(process.pid)) or 'none'}"


def rebind(start):
    """Can it be started again, once it has served some clients?"""
    with running(start("TCPServer")) as (_, address):
        for _ in range(20):
            ask(address)
    with running(start("TCPServer", address[1])) as (_, again):
        return "serves again" if again else "the port is taken"


SCENES = {scene.__name__: scene for scene in (stop, spin, zombie, rebind)}

if sys.argv[1:2] == ["serve"]:
    serve(sys.argv[2], sys.argv[3])
elif len(sys.argv) != 2 or sys.argv[1] not in SCENES:
    print(f"usage: {sys.argv[0]} {'|'.join(SCENES)}", file=sys.stderr)
    sys.exit(2)
else:
    for side, start_side in (("CPython", cpython), ("ours", ours)):
        print(f"{side + ':':8} {SCENES[sys.argv[1]](start_side)}")
