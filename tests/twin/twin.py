"""Runs a scenario against one twin, and collects what its clients see."""

import os
import tempfile
import time

from chapters.support import clients as support
from tests.twin import clients
from tests.twin import server_process


def families(listed):
    """The servers by the one of their kind that is sequential: what is asked of
    TCPServer is asked of every server of its row. Without what CPython hasn't.
    """
    return {
        base.name: [
            server.name
            for server in listed
            if (server.address, server.request) == (base.address, base.request)
            and server_process.cpython_has(server.name)
        ]
        for base in listed
        if base.model == "sequential"
    }


_PATIENCE_S = 15


def _wait_until(fact):
    deadline = time.monotonic() + _PATIENCE_S
    while not fact():
        if time.monotonic() > deadline:
            raise RuntimeError("waited in vain")
        time.sleep(0.01)  # Between two looks; others want the processor.


class Twin:
    """What a scenario works with: one server, and as many clients as it likes."""

    def __init__(self, command, server, handler, folder):
        self._folder = folder
        self._process = server_process.ServerProcess(command, server, handler)
        self._clients = []
        self._running = False
        listed = {known.name: known for known in server_process.LISTED}[server]
        self.is_unix = listed.is_unix
        self._is_datagram = listed.is_datagram
        self.where = None

    def start(self, host="127.0.0.1", port=0, work_s=0.0):
        """Starts the server; returns nothing, or how that failed."""
        path = os.path.join(self._folder, "server")
        where = (
            ["--path", path] if self.is_unix else ["--host", host, "--port", str(port)]
        )
        self.where = self._process.start(where + ["--work-ms", f"{work_s * 1000:.0f}"])
        if self.where is None:
            return self._ending()
        self._running = True
        return None

    def port(self):
        """The port that it serves on."""
        return int(self.where.rpartition(":")[2])

    def connect(self, host=None, named=False, **options):
        """A client of this server, bound to a name of its own if `named`."""
        where = f"{host}:{self.port()}" if host else self.where
        family, address = support.address_of(where, self.is_unix)
        if named and self.is_unix:
            options["name"] = os.path.join(self._folder, f"client{len(self._clients)}")
        kind = clients.DatagramClient if self._is_datagram else clients.StreamClient
        self._clients.append(kind(family, address, **options))
        return self._clients[-1]

    def visit(self):
        """Sends the server of `hello` a client."""
        if self._is_datagram:
            seen = self.connect(named=True).ask(b"")
        else:
            seen = self.connect().rest()
        return "served" if seen.startswith(r"'hello world\n'") else seen

    def ask_to_stop(self):
        """SIGTERM."""
        self._process.ask_to_stop()

    def stopped(self):
        """Waits for the end of the server, and says how it ended."""
        self._running = False
        return self._ending()

    def stop(self):
        """Both."""
        self.ask_to_stop()
        return self.stopped()

    def error_reports(self):
        """How often handle_error has said something."""
        return self._process.log().count(server_process.ERROR_REPORT)

    def wait_for_error_report(self):
        """Waits until handle_error has said something."""
        _wait_until(self.error_reports)

    def wait_for_log(self, text):
        """Waits until the handler has written that to standard error."""
        _wait_until(lambda: text in self._process.log())

    def wait_until_idle(self):
        """Waits until the server waits for something to happen."""
        _wait_until(self._process.is_asleep)

    def end(self):
        """Yields what is out of the ordinary about the end."""
        for client in self._clients:
            client.close()
        if self._running:
            ending = self.stop()
            if ending != "stopped":
                yield ending
        reports = self.error_reports()
        if reports:
            yield f"{reports} error report{'s' if reports > 1 else ''}"

    def close(self):
        """Leaves nothing behind."""
        self._process.kill()

    def _ending(self):
        status, said = self._process.wait()
        if (status, said) == (0, "stopped"):
            return "stopped"
        in_use = "Address already in use" in self._process.log()
        return f"exit {status}" + (": Address already in use" if in_use else "")


def run(scenario, command, server):
    """What the clients of `server` see in `scenario`, as a list of sentences."""
    with tempfile.TemporaryDirectory(prefix="twin", dir="/tmp") as folder:
        twin = Twin(command, server, scenario.handler, folder)
        try:
            if scenario.started:
                twin.start(work_s=scenario.work_s)
            return list(scenario.play(twin)) + list(twin.end())
        finally:
            twin.close()
