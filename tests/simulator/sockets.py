"""Connections to a server byte by byte, and an application that echoes what it is sent."""

import socket

from werkzeug.wrappers import Request, Response

from collector.simulator.serving.server import RunningServer


class Echo:
    """Answers with what it was sent; keeps the last request's headers."""

    def __init__(self) -> None:
        self.headers: dict[str, str] = {}

    def __call__(self, environ, start_response):  # type: ignore[no-untyped-def]
        request = Request(environ)
        self.headers = dict(request.headers)
        return Response(request.get_data() or b"nothing")(environ, start_response)


def connect(server: RunningServer) -> socket.socket:
    host, port = server.url.split("/")[2].split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def receive(connection: socket.socket, until: bytes | None = None) -> bytes:
    """Read until an answer ends so, or the connection does."""
    received = b""
    while until is None or not received.endswith(until):
        more = connection.recv(65536)
        if not more:
            break
        received += more
    return received
