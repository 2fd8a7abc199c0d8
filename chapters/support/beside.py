"""Where CPython's socketserver and this book's servers differ, seen from outside.

    python3 chapters/support/beside.py stop|spin|zombie|rebind

Both servers are processes of their own, and looked at in the same way.
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

PATIENCE = 20  # Seconds. Nothing here takes longer.
ROOT = os.path.abspath(__file__).removesuffix("/chapters/support/beside.py")


class Hello(socketserver.StreamRequestHandler):
    """The handler of chapter 01."""

    def handle(self):
        self.wfile.write(b"hello world\n")


def serve(name, port):
    """CPython's side. SIGTERM calls shutdown in a thread, as its documentation says."""
    server = getattr(socketserver, name)(("127.0.0.1", int(port)), Hello)
    signal.signal(
        signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start()
    )
    host, port = server.server_address
    print(f"serving {name} on {host}:{port}, pid {os.getpid()}", flush=True)
    server.serve_forever()


def cpython(name, port=0):
    """The command that serves CPython's class."""
    return [sys.executable, os.path.abspath(__file__), "serve", name, str(port)]


def ours(name, port=0):
    """The command that serves this book's class."""
    flags = ["--server", name, "--port", str(port), "--quiet"]
    return ["./bazelw", "run", "//chapters/04_mixins", "--", *flags]


class CanNotServe(Exception):
    """Says what the server has said last."""


@contextlib.contextmanager
def running(command):
    """A server's process for the length of a scope, and its address."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        last = "nothing"
        for line in process.stdout:
            if found := re.search(r" on (127\.0\.0\.1):(\d+), pid", line):
                break
            last = line.strip() or last
        else:
            raise CanNotServe(last)
        try:
            yield process, (found[1], int(found[2]))
        finally:
            process.terminate()


def ask(address):
    """One request, up to the end of its answer."""
    with socket.create_connection(address, timeout=PATIENCE) as client:
        while client.recv(100):
            pass


def stop(start):
    """How long does a stop take?"""
    with running(start("TCPServer")) as (process, address):
        ask(address)
        time.sleep(0.1)  # The loop has gone back to its wait.
        begin = time.monotonic()
        process.terminate()
        process.wait(PATIENCE)
        return f"stopped after {1000 * (time.monotonic() - begin):.0f} ms"


def processor_ms(pid):
    """The processor's time that a process has had, its threads together."""
    with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
        user, system = file.read().rpartition(")")[2].split()[11:13]
    return 1000 * (int(user) + int(system)) // os.sysconf("SC_CLK_TCK")


def spin(start):
    """What does it do while a client waits and there is no descriptor for it?"""
    with running(start("TCPServer")) as (process, address):
        taken = len(os.listdir(f"/proc/{process.pid}/fd"))
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (taken, taken))
        with socket.create_connection(address):
            begin, before = time.monotonic(), processor_ms(process.pid)
            used = passed = 0
            while used < 500 and passed < 3000:
                time.sleep(0.01)
                used = processor_ms(process.pid) - before
                passed = 1000 * (time.monotonic() - begin)
            return f"computed for {used} ms of {passed:.0f} ms"


def states_of_children(pid):
    """The letters of ps for the children of a process: Z for a zombie."""
    command = ["ps", "-o", "s=", "--ppid", str(pid)]
    return subprocess.run(
        command, stdout=subprocess.PIPE, text=True, check=False, timeout=PATIENCE
    ).stdout.split()


def zombie(start):
    """What has become of the child, a moment after its end?"""
    with running(start("ForkingTCPServer")) as (process, address):
        ask(address)
        deadline = time.monotonic() + PATIENCE
        while set(states_of_children(process.pid)) - {"Z"}:
            if time.monotonic() > deadline:
                raise TimeoutError("the child doesn't end")
            time.sleep(0.01)
        time.sleep(0.1)
        return f"children: {' '.join(states_of_children(process.pid)) or 'none'}"


def rebind(start):
    """Can it be started again, once it has served some clients?"""
    with running(start("TCPServer")) as (_, address):
        for _ in range(20):
            ask(address)
    try:
        with running(start("TCPServer", address[1])):
            return "serves again"
    except CanNotServe as reason:
        return str(reason)


SCENES = {scene.__name__: scene for scene in (stop, spin, zombie, rebind)}


def main(arguments):
    """Plays a scene, first with CPython's server and then with ours."""
    if arguments[:1] == ["serve"]:
        serve(*arguments[1:])
        return 0
    if len(arguments) != 1 or arguments[0] not in SCENES:
        print(f"usage: {sys.argv[0]} {'|'.join(SCENES)}", file=sys.stderr)
        return 2
    for side, start in (("CPython", cpython), ("ours", ours)):
        print(f"{side + ':':8} {SCENES[arguments[0]](start)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
