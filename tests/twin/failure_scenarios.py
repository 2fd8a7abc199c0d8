"""Scenarios of connections: difficult clients, and handlers that fail."""

from tests.twin import clients
from tests.twin.scenario import HUGE, STREAM, scenario


@scenario(STREAM, "upper", work_s=0.1)
def unread_input(twin):
    """A large answer, and input that nobody has read when the server closes."""
    client = twin.connect(receive_buffer=4096)
    line = b"x" * 20000 + b"\n"
    client.send(line + b"y" * 20000)
    client.wait_until_over()
    data, ending = client.read(1000)
    whole = "all" if data == line.upper() else "not all"
    yield f"{whole} of the answer, {ending}"


@scenario(STREAM, "huge")
def slow_reader(twin):
    """Eight megabytes for a client that takes them in small pieces."""
    yield twin.connect(receive_buffer=4096).rest(piece=8192)


@scenario(STREAM, "impatient-writer", one_at_a_time=True)
def no_reader(twin):
    """Eight megabytes for a client that doesn't take them; the handler's time is up."""
    client = twin.connect(receive_buffer=4096)
    clock = clients.Clock()
    second = twin.connect(receive_buffer=4096)
    second.receive(1)
    yield f"the next client is served {'at once' if clock.at_once() else 'later'}"
    data, ending = client.read()
    yield f"{'all' if len(data) == HUGE else 'not all'} of the answer, {ending}"


@scenario(STREAM, "goes-on")
def on_after_a_timeout(twin):
    """A handler that writes once more after its time was up in the middle of an answer."""
    client = twin.connect(receive_buffer=4096)
    twin.wait_for_log("out of time")
    data, ending = client.read()
    last = "with a gap in it" if data.endswith(b"again\n") else "cut off"
    yield f"an answer {last}, {ending}"


@scenario(STREAM, "impatient")
def silent_client(twin):
    """A client that says nothing for longer than the handler waits."""
    clock = clients.Clock()
    yield f"{twin.connect().rest()} {clock.when()}"


@scenario(STREAM, "buffered")
def buffered_answer(twin):
    """A buffered wfile holds the answer back until the handler has finished."""
    client = twin.connect()
    yield "silence" if client.hears_nothing() else client.rest()
    yield client.send(b"go on\n").rest()


@scenario(STREAM, "hangs-up")
def handler_hangs_up(twin):
    """A handler that closes both files and the connection itself."""
    yield twin.connect().rest()
    yield twin.connect().rest()


@scenario(STREAM, work_s=0.1)
def gone_before_the_answer(twin):
    """A client that leaves while the handler works."""
    twin.connect().close()
    yield twin.connect().rest()


@scenario(("TCPServer",), "upper")
def reset_before_the_answer(twin):
    """A client that resets the connection in the middle of its line."""
    twin.connect().send(b"hello").reset()
    yield twin.connect().send(b"next\n").rest()


@scenario(STREAM, "huge")
def gone_during_the_answer(twin):
    """A client that leaves in the middle of eight megabytes."""
    client = twin.connect()
    yield client.receive(16)
    client.close()
    yield twin.connect().rest()


@scenario(("TCPServer",), "buffered")
def gone_before_the_flush(twin):
    """A client that has reset the connection when wfile is flushed."""
    twin.connect().send(b"see me go\n").reset()
    yield twin.connect().send(b"go on\n").rest()


@scenario(STREAM, "fails-before")
def handler_fails_before(twin):
    """A handler that throws before it has written anything."""
    yield twin.connect().rest()
    yield twin.connect().rest()


@scenario(STREAM, "fails-during")
def handler_fails_during(twin):
    """A handler that throws in the middle of its answer."""
    yield twin.connect().rest()
    yield twin.connect().rest()


@scenario(STREAM, "fails-after")
def handler_fails_after(twin):
    """A handler that throws after its answer."""
    yield twin.connect().rest()
    yield twin.connect().rest()


@scenario(STREAM, "refuses")
def refused(twin):
    """A server whose verify_request says no."""
    yield twin.connect().rest()
    yield twin.connect().rest()
