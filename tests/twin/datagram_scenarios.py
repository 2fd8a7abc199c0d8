"""Scenarios of servers whose requests are datagrams."""

from tests.twin import clients
from tests.twin.scenario import DATAGRAM, WORK_S, scenario


@scenario(DATAGRAM)
def hello_to_an_empty_datagram(twin):
    """A datagram of no bytes is a request."""
    yield twin.connect(named=True).ask(b"")


@scenario(DATAGRAM, "echo")
def echo_of_an_empty_datagram(twin):
    """An answer of no bytes is a datagram."""
    yield twin.connect(named=True).ask(b"")


@scenario(DATAGRAM, "echo")
def datagrams_of_every_size(twin):
    """1, 512, 8191, 8192, 8193, 20000 and 65507 bytes."""
    client = twin.connect(named=True)
    for size in (1, 512, 8191, 8192, 8193, 20000, 65507):
        yield f"{size}: {client.ask(b'x' * size)}"


@scenario(("UDPServer",), "echo")
def beyond_the_limit(twin):
    """One byte more than a datagram can have."""
    yield twin.connect().ask(b"x" * 65508)


@scenario(DATAGRAM, "echo")
def binary_datagram(twin):
    """Every byte there is."""
    yield twin.connect(named=True).ask(bytes(range(256)))


@scenario(DATAGRAM, "upper")
def capital_datagram(twin):
    """The client of Python's documentation."""
    yield twin.connect(named=True).ask(b"hello world\n")


@scenario(DATAGRAM, "upper")
def datagram_without_a_newline(twin):
    """A line that the end of the datagram cuts off."""
    yield twin.connect(named=True).ask(b"hello wor")


@scenario(DATAGRAM, "upper")
def datagram_of_two_lines(twin):
    """Two lines in a datagram, of which the handler wants one."""
    client = twin.connect(named=True)
    yield client.ask(b"first\nsecond\n")
    yield client.ask(b"third\n")


@scenario(DATAGRAM, "huge")
def answer_too_long(twin):
    """An answer that fits into no datagram."""
    client = twin.connect(named=True)
    client.send(b"")
    twin.wait_for_error_report()
    yield client.pending()


@scenario(DATAGRAM, "fails-before")
def datagram_handler_fails_before(twin):
    """A handler that throws before it has written anything."""
    yield twin.connect(named=True).ask(b"hello")


@scenario(DATAGRAM, "fails-during")
def datagram_handler_fails_during(twin):
    """A handler that throws in the middle of its answer."""
    yield twin.connect(named=True).ask(b"hello")


@scenario(DATAGRAM, "fails-after")
def datagram_handler_fails_after(twin):
    """A handler that throws after its answer."""
    yield twin.connect(named=True).ask(b"hello")


@scenario(DATAGRAM, "refuses")
def datagram_refused(twin):
    """A server whose verify_request says no."""
    client = twin.connect(named=True)
    client.send(b"hello")
    yield "silence" if client.hears_nothing() else client.answer()


@scenario(DATAGRAM, work_s=WORK_S)
def two_datagrams_at_once(twin):
    """Two clients at once, and a handler that works."""
    first, second = twin.connect(named=True), twin.connect(named=True)
    clock = clients.Clock()
    first.send(b"")
    second.send(b"")
    yield f"{first.answer()} {clock.when()}"
    yield f"{second.answer()} {clock.when()}"


@scenario(DATAGRAM, "echo", one_at_a_time=True)
def ten_datagrams(twin):
    """Ten datagrams from one client, whose answers it reads at the end."""
    client = twin.connect(named=True)
    for number in range(10):
        client.send(b"%d" % number)
    yield " ".join(client.answer() for _ in range(10))


@scenario(DATAGRAM, "echo", one_at_a_time=True)
def slow_reader_of_datagrams(twin):
    """Fifteen answers for a client that takes none until it has asked all."""
    client = twin.connect(named=True)
    for number in range(15):
        client.send(b"%d" % number)
    yield " ".join(client.answer() for _ in range(15))


@scenario(("UDPServer",), work_s=0.1)
def datagram_client_gone(twin):
    """A client that has closed its socket before the answer."""
    client = twin.connect()
    client.send(b"")
    client.close()
    yield twin.connect().ask(b"")


@scenario(("UnixDatagramServer",), work_s=WORK_S)
def unix_datagram_client_gone(twin):
    """A client that has closed its socket before the answer."""
    client = twin.connect(named=True)
    client.send(b"")
    client.close()
    yield twin.connect(named=True).ask(b"")


@scenario(("UnixDatagramServer",), "upper")
def client_without_a_name(twin):
    """A client that has bound no path, then one that has."""
    client = twin.connect()
    client.send(b"hello\n")
    yield twin.connect(named=True).ask(b"hello\n")
    yield "the first: " + client.pending()


@scenario(("UDPServer",), "upper", started=False)
def datagrams_over_ipv6(twin):
    """A client and a server on ::1."""
    twin.start(host="::1")
    yield twin.connect().ask(b"hello\n")
