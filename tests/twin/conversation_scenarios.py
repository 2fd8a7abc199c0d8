"""Scenarios of connections on which all goes well."""

import threading

from tests.twin.scenario import HUGE, STREAM, scenario


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


@scenario(STREAM, "measures")
def long_line(twin):
    """A line of 70,000 bytes, for a handler that says how long each line is."""
    yield twin.connect().send(b"x" * 69999 + b"\n").end().rest()


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
