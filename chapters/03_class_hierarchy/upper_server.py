# The server that this chapter rebuilds, in Python.

import socketserver


class UpperHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self.wfile.write(self.rfile.readline().upper())


with socketserver.TCPServer(("127.0.0.1", 8080), UpperHandler) as server:
    server.serve_forever()
