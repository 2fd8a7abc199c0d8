"""The other end of a connection or of datagrams, for the tools in Python."""

import socket
import struct


def client_socket(family, kind, patience_s, name=None):
    """A socket that waits for `patience_s` at the most, bound to `name` if any."""
    client = socket.socket(family, kind)
    # Not settimeout: with it, connect fails when the queue is full, instead of
    # waiting.
    for bound in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
        client.setsockopt(socket.SOL_SOCKET, bound, struct.pack("ll", patience_s, 0))
    if name:
        client.bind(name)
    return client


def address_of(where, is_unix):
    """The family, and the address as Python wants it, of the start line's WHERE."""
    if is_unix:
        return socket.AF_UNIX, where
    host, _, port = where.rpartition(":")
    host = host.strip("[]")
    return socket.AF_INET6 if ":" in host else socket.AF_INET, (host, int(port))
