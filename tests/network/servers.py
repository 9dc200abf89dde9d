"""Real TLS servers and a real HTTP proxy on loopback, with certificates of an authority made for the test."""

import base64
import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import trustme

# The proxy takes every one of these names to 127.0.0.1; no resolver knows them.
OUTSIDE = "outside.invalid"


@contextmanager
def running(server: ThreadingHTTPServer) -> Iterator[int]:
    """Serve in a thread and yield the port."""
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body if status != 204 else b"")


class QuietServer(ThreadingHTTPServer):
    """A server whose clients may break off, as those that distrust its certificate do."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


def influxdb_of_tls(certificate: trustme.LeafCert) -> QuietServer:
    """Return a server that answers by TLS as InfluxDB 2.x does: pings, and takes every write."""

    class Handler(_Quiet):
        def do_GET(self) -> None:
            self.reply(204, X_Influxdb_Version="v2.9.1")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.reply(204)

    server = QuietServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


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
    proxy = Proxy()

    class Handler(_Quiet):
        def allowed(self) -> bool:
            proxy.asked.append(f"{self.command} {self.path}")
            proxy.tokens.append(self.headers.get("Authorization", ""))
            login = self.headers.get("Proxy-Authorization", "").removeprefix("Basic ")
            proxy.logins.add(base64.b64decode(login).decode())
            status = proxy.refuses or (407 if proxy.wanted not in proxy.logins else 0)
            if status:
                self.reply(status, b"<html>canary of the proxy</html>", Content_Type="text/html")
            return not status

        def do_CONNECT(self) -> None:
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

        def do_GET(self) -> None:
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
                _pump(there, self.connection)
            self.close_connection = True

    with running(QuietServer(("127.0.0.1", 0), Handler)) as port:
        proxy.port = port
        yield proxy


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
