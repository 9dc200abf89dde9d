"""A real HTTP proxy on loopback."""

import base64
import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.network.servers import QuietHandler, QuietServer
from tests.serving import running

# The proxy takes every one of these names to 127.0.0.1; no resolver knows them.
OUTSIDE = "outside.invalid"


@dataclass
class Proxy:
    """What a proxy was asked: method and target, and the login that came along."""

    asked: list[str] = field(default_factory=list)
    logins: set[str] = field(default_factory=set)
    wanted: str = ""
    refuses: int = 0
    port: int = 0
    tokens: list[str] = field(default_factory=list)


@contextmanager
def proxy_server() -> Iterator[Proxy]:
    """Run an HTTP proxy that takes every name to 127.0.0.1, at the port that is asked for."""

    class Handler(_Handler):
        proxy = Proxy()

    with running(QuietServer(("127.0.0.1", 0), Handler)) as port:
        Handler.proxy.port = port
        yield Handler.proxy


class _Handler(QuietHandler):
    proxy: Proxy

    def allowed(self) -> bool:
        self.proxy.asked.append(f"{self.command} {self.path}")
        self.proxy.tokens.append(self.headers.get("Authorization", ""))
        login = self.headers.get("Proxy-Authorization", "").removeprefix("Basic ")
        self.proxy.logins.add(base64.b64decode(login).decode())
        status = self.proxy.refuses or (407 if self.proxy.wanted not in self.proxy.logins else 0)
        if status:
            self.reply(status, b"<html>canary of the proxy</html>", Content_Type="text/html")
        return not status

    def do_CONNECT(self) -> None:  # noqa: N802 - as http.server calls it
        if not self.allowed():
            return
        port = int(self.path.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pump, args=(there, self.connection))
            back.start()
            _pump(self.connection, there)
            back.join()
        self.close_connection = True

    def do_GET(self) -> None:  # noqa: N802
        if self.allowed():
            self.forward()

    do_POST = do_GET  # noqa: N815

    def forward(self) -> None:
        host, _, path = self.path.removeprefix("http://").partition("/")
        length = int(self.headers.get("Content-Length") or 0)
        with socket.create_connection(("127.0.0.1", int(host.rpartition(":")[2]))) as there:
            del self.headers["Connection"]
            self.headers["Connection"] = "close"
            head = "".join(f"{name}: {value}\r\n" for name, value in self.headers.items())
            request = f"{self.command} /{path} HTTP/1.0\r\n{head}\r\n".encode()
            there.sendall(request + self.rfile.read(length))
            answer = there.makefile("rb")
            # The client must know that this connection ends, or it takes it for its next request too.
            self.connection.sendall(answer.readline() + b"Connection: close\r\n" + answer.read())
        self.close_connection = True


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
