"""Scenarios of a server's life: how it starts, stops, and starts again."""

import contextlib
import selectors
import socket

from tests.twin import clients
from tests.twin.scenario import DATAGRAM, STREAM, WORK_S, scenario


@scenario(STREAM + DATAGRAM)
def stop_while_idle(twin):
    """SIGTERM, right after a client was served."""
    yield twin.visit()
    twin.wait_until_idle()
    clock = clients.Clock()
    yield f"{twin.stop()} {'at once' if clock.at_once() else 'some time later'}"


@scenario(STREAM, "echo")
def stop_while_serving(twin):
    """SIGTERM in the middle of a conversation."""
    client = twin.connect()
    yield client.send(b"before").receive(6)
    twin.ask_to_stop()
    yield client.send(b"after").receive(5)
    yield client.end().rest()
    yield twin.stopped()


@scenario(STREAM, "echo", one_at_a_time=True)
def stop_with_a_full_queue(twin):
    """SIGTERM while one client is served and three wait."""
    served = twin.connect()
    yield "the first: " + served.send(b"a").receive(1)
    waiting = [twin.connect().send(b"b") for _ in range(3)]
    twin.ask_to_stop()
    yield "the first: " + served.end().rest()
    for client in waiting:
        yield "one that waited: " + client.rest()
    yield twin.stopped()


@scenario(DATAGRAM, work_s=WORK_S, one_at_a_time=True)
def stop_with_datagrams_waiting(twin):
    """SIGTERM while the second of three datagrams is served."""
    first, second, third = (twin.connect(named=True) for _ in range(3))
    for client in (first, second, third):
        client.send(b"")
    yield "the first: " + first.answer()
    if second.hears_nothing():
        twin.ask_to_stop()
    yield twin.stopped()
    yield "the second: " + second.pending()
    yield "the third: " + third.pending()


@scenario(STREAM + DATAGRAM)
def restart(twin):
    """A second server at the address of one that has just served and stopped."""
    yield twin.visit()
    port = 0 if twin.is_unix else twin.port()
    yield twin.stop()
    failure = twin.start(port=port)
    yield failure or twin.visit()


@scenario(("TCPServer",), started=False)
def port_taken(twin):
    """A port on which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield twin.start(port=other.getsockname()[1])


@scenario(STREAM, "echo", one_at_a_time=True)
def twelve_clients_of_a_busy_server(twin):
    """Twelve clients connect while another is served."""
    first = twin.connect()
    first.send(b"a").receive(1)
    family = first.socket.family
    with contextlib.ExitStack() as open_sockets:
        connected = 0
        for _ in range(12):
            client = open_sockets.enter_context(
                socket.socket(family, socket.SOCK_STREAM)
            )
            client.setblocking(False)
            client.connect_ex(first.socket.getpeername())
            with selectors.PollSelector() as selector:
                selector.register(client, selectors.EVENT_WRITE)
                selector.select(0.1)
            with contextlib.suppress(OSError):
                client.getpeername()
                connected += 1
        yield "all connect" if connected == 12 else "not all connect"
