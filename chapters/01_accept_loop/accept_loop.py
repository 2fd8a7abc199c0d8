# The article's server: the bare accept loop in Python.

import socket

sock = socket.socket()
sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
sock.bind(("localhost", 8080))
sock.listen()


def handle(conn, client_addr):
    conn.send(b"hello world\n")
    conn.close()


while True:
    conn, client_addr = sock.accept()
    handle(conn, client_addr)
