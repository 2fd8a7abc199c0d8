"""Scenarios of several connections: who is served when."""

import selectors

from tests.twin import clients
from tests.twin.scenario import STREAM, WORK_S, scenario


@scenario(STREAM)
def ten_clients_in_turn(twin):
    """Ten clients, one after the other."""
    seen = {twin.connect().rest() for _ in range(10)}
    yield f"each: {', '.join(seen)}"


@scenario(STREAM, work_s=WORK_S)
def two_clients_at_once(twin):
    """Two clients at once, and a handler that works."""
    clock = clients.Clock()
    first, second = twin.connect(), twin.connect()
    yield f"{first.rest()} {clock.when()}"
    yield f"{second.rest()} {clock.when()}"


@scenario(STREAM, work_s=0.05, one_at_a_time=True)
def ten_clients_at_once(twin):
    """Ten clients at once: the order in which they are served."""
    order = []
    with selectors.PollSelector() as selector:
        for number in range(10):
            selector.register(twin.connect().socket, selectors.EVENT_READ, number)
        while ready := selector.get_map() and selector.select(clients.BOUND_S):
            for key, _ in ready:
                order.append(str(key.data))
                selector.unregister(key.fileobj)
    yield " ".join(order)


@scenario(STREAM, "echo")
def one_holds_up_another(twin):
    """A client that stays, and one that comes meanwhile."""
    first = twin.connect()
    yield "the first: " + first.send(b"a").receive(1)
    second = twin.connect().send(b"b").end()
    if second.hears_nothing():
        yield "the second waits"
    first.end()
    yield "the first: " + first.rest()
    yield "the second: " + second.rest()
