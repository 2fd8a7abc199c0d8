"""Scenarios of servers whose requests are connections."""

import selectors
import threading

from tests.twin import clients
from tests.twin.scenario import STREAM, WORK_S, scenario
HUGE = 8 << 20


@scenario(STREAM)
def hello(twin):
    """A client that says nothing."""
    yield twin.connect().rest()


@scenario(STREAM, "echo")
def one_line(twin):
    """A line, then the client's end of file."""
    yield twin.connect().send(b"hello world\n").end().rest()


@scenario(STREAM, "echo")
def empty(twin):
    """The client's end of file, and nothing before it."""
    yield twin.connect().end().rest()


@scenario(STREAM, "echo")
def binary(twin):
    """Every byte there is."""
    yield twin.connect().send(bytes(range(256)) * 2).end().rest()


@scenario(STREAM, "echo")
def huge_echo(twin):
    """Eight megabytes to and fro, more than fits on the way."""
    client = twin.connect()
    sender = threading.Thread(
        target=lambda: client.send(b"0123456789abcdef" * (HUGE // 16)).end()
    )
    sender.start()
    yield client.rest()
    sender.join()


@scenario(STREAM, "echo")
def conversation(twin):
    """Three questions and answers, one after the other."""
    client = twin.connect()
    for question in (b"one", b"two", b"three"):
        yield client.send(question).receive(len(question))
    yield client.end().rest()


@scenario(STREAM, "upper")
def capitals(twin):
    """The client of Python's documentation."""
    yield twin.connect().send(b"hello world\n").rest()


@scenario(STREAM, "upper")
def half_a_line(twin):
    """A line that the client's end of file cuts off."""
    yield twin.connect().send(b"hello wor").end().rest()


@scenario(STREAM, "upper")
def no_line(twin):
    """A client that comes and goes without a word."""
    yield twin.connect().end().rest()


@scenario(STREAM, "upper")
def slow_writer(twin):
    """A line that comes byte by byte."""
    client = twin.connect()
    for byte in b"hello world":
        client.send(bytes([byte]))
    yield "silence" if client.hears_nothing() else client.rest()
    yield client.send(b"\n").rest()


@scenario(STREAM, "upper")
def not_ascii(twin):
    """A line with a NUL and bytes above 127."""
    yield twin.connect().send(b"a\0b\xe4\xff\n").rest()


@scenario(STREAM, "upper")
def two_lines(twin):
    """Two lines at once, of which the handler wants one."""
    yield twin.connect().send(b"first\nsecond\n").rest()


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


@scenario(STREAM)
def gone_after_the_answer(twin):
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


@scenario(("UnixStreamServer",), "upper")
def client_with_a_name(twin):
    """A client that has bound a path of its own."""
    yield twin.connect(named=True).send(b"hello\n").rest()


@scenario(("TCPServer",), "upper", started=False)
def over_ipv6(twin):
    """A client and a server on ::1."""
    twin.start(host="::1")
    yield twin.connect().send(b"hello\n").rest()


@scenario(("TCPServer",), "upper", started=False)
def both_families(twin):
    """A server on :: and a client that comes over IPv4."""
    twin.start(host="::")
    yield twin.connect(host="127.0.0.1").send(b"hello\n").rest()
    yield twin.connect(host="::1").send(b"hello\n").rest()
