"""A stand-in for InfluxDB 1.x that holds points in a dictionary, and fails in every way at random.

It stands in for the server only where a trial delivers for months of simulated time, or thousands of times;
`test_influxdb` and `tests/integration` have real ones.
"""

import gzip
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import urlsplit

from tests.lines import Database, parse
from tests.serving import running

FAULTS = ("unavailable", "busy", "html", "cut before", "cut after", "too large")


class Receiver:
    """What it was sent, in *points*; a *share* of writes meets a fault, counted in *faults*."""

    def __init__(self, seed: int = 0) -> None:
        self.url = ""
        self.points: Database = {}
        self.share = 0.0
        self.faults = Counter[str]()
        self._chance = Random(seed)
        self._lock = threading.Lock()

    def fault(self) -> str | None:
        """Return the fault of the next write, mostly None."""
        with self._lock:
            if self._chance.random() >= self.share:
                return None
            kind = self._chance.choice(FAULTS)
            self.faults[kind] += 1
            return kind

    def store(self, body: str) -> None:
        """Add the points of *body*; raises ValueError when a line is no line protocol."""
        with self._lock:
            for line in body.splitlines():
                identity, fields = parse(line)
                self.points.setdefault(identity, {}).update(fields)


class _Handler(BaseHTTPRequestHandler):
    state: Receiver
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        if urlsplit(self.path).path == "/ping":
            self._reply(204)
        else:
            self._reply(200, '{"results":[{}]}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if urlsplit(self.path).path != "/write":
            self._reply(200, '{"results":[{}]}')
            return
        text = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        fault = self.state.fault()
        if fault in {None, "cut after"}:
            self.state.store(text.decode())
        self._answer(fault, text.count(b"\n"))

    def _answer(self, fault: str | None, lines: int) -> None:
        match fault:
            case None:
                self._reply(204)
            case "unavailable":
                self._reply(503, '{"error":"timeout"}')
            case "busy":
                self._reply(429, "{}", {"Retry-After": "1"})
            case "too large" if lines > 1:
                self._reply(413, '{"error":"Request Entity Too Large"}')
            case "html" | "too large":
                self._reply(502, "<html>Bad Gateway</html>")
            case _:
                self.close_connection = True

    def _reply(self, status: int, text: str = "", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"X-Influxdb-Version": "1.6.7", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    do_HEAD = do_GET  # noqa: N815


@contextmanager
def receiving(seed: int = 0) -> Iterator[Receiver]:
    """Serve a receiver on a free loopback port."""
    state = Receiver(seed)
    with running(
        ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    ) as port:
        state.url = f"http://127.0.0.1:{port}"
        yield state
