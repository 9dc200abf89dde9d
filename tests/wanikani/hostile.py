"""A loopback server that misbehaves as told, over real sockets."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from socketserver import BaseRequestHandler, ThreadingTCPServer

DATE = "Mon, 04 Mar 2024 12:00:05 GMT"


@dataclass
class Exchange:
    """One request that has come in, and the bare socket to answer it on."""

    path: str
    headers: dict[str, str]
    number: int
    base: str
    _socket: socket.socket
    _over: threading.Event

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def pause(self, seconds: float) -> bool:
        """Wait; whether the test is still going on."""
        return not self._over.wait(seconds)

    def reset(self) -> None:
        """Break the connection instead of closing it."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


Behaviour = Callable[[Exchange], object]


class Hostile:
    """Answers every request by *behaviour*, one a connection; *requests* are those that came in."""

    def __init__(self) -> None:
        self.behaviour: Behaviour = lambda _: None
        self.requests: list[Exchange] = []
        self._over = threading.Event()
        self._server = _Server(("127.0.0.1", 0), self._answer)
        self.origin = f"http://127.0.0.1:{self._server.server_address[1]}"
        self.base = f"{self.origin}/v2"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def __enter__(self) -> "Hostile":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, connection: socket.socket) -> None:
        head = _head(connection)
        if not head:
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        exchange = Exchange(
            first.split(" ")[1], headers, len(self.requests) + 1, self.base, connection, self._over
        )
        self.requests.append(exchange)
        self.behaviour(exchange)


class _Server(ThreadingTCPServer):
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], answer: Callable[[socket.socket], None]) -> None:
        class Handler(BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):  # the client had enough
                    answer(self.request)

        super().__init__(address, Handler)


def _head(connection: socket.socket) -> bytes:
    head = b""
    while b"\r\n\r\n" not in head:
        more = connection.recv(65536)
        if not more:
            return b""
        head += more
    return head.partition(b"\r\n\r\n")[0]


def whole(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """Return a whole answer; header names are written with underscores."""
    return begun(len(body), status, **headers) + body


def begun(length: int, status: str = "200 OK", **headers: str) -> bytes:
    """Return the head of an answer that promises so many bytes."""
    given = {
        "Date": DATE,
        "Content-Type": "application/json",
        "Content-Length": str(length),
        "Connection": "close",
    }
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in given.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def sends(data: bytes) -> Behaviour:
    return lambda exchange: exchange.send(data)


def hangs(exchange: Exchange) -> None:
    exchange.pause(60)


def drips(head: bytes, drop: bytes = b" ") -> Behaviour:
    """Send *head*, and from then on a little, always in time for the next read."""

    def behaviour(exchange: Exchange) -> None:
        exchange.send(head)
        while exchange.pause(0.05):
            exchange.send(drop)

    return behaviour


def one_after_another(*behaviours: Behaviour) -> Behaviour:
    """Behave so at the first request, so at the second…, and as the last one from then on."""
    return lambda exchange: behaviours[min(exchange.number, len(behaviours)) - 1](exchange)
