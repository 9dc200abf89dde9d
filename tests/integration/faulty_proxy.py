"""A proxy to a real InfluxDB that counts the writes, and does to each what a test says."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

WRITES = ("/write", "/api/v2/write")
_PASSED_ON = ("Content-Type", "Content-Encoding", "X-Influxdb-Version", "Retry-After")


class Cut(Enum):
    """When the connection is closed without an answer."""

    BEFORE = "before InfluxDB saw it"
    AFTER = "after InfluxDB stored it"


@dataclass(frozen=True)
class Answered:
    """The proxy answers itself; InfluxDB sees nothing, or *stored* it before."""

    status: int
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    stored: bool = False


@dataclass(frozen=True)
class Slow:
    """InfluxDB stores it, and the answer takes so many seconds."""

    seconds: float


Fault = Cut | Answered | Slow


class FaultyProxy(ThreadingHTTPServer):
    """Forwards what no fault keeps from it.

    *fault* is asked with the number of each write, from 1; None lets it through. While it is *away* every
    connection is closed, and counted as *refused*. *cut_deletions* is what happens to requests that delete.
    """

    daemon_threads = True

    def __init__(self, goal: str) -> None:
        self.goal = urlsplit(goal).netloc
        self.writes = 0
        self.away = False
        self.refused = 0
        self.cut_deletions: Cut | None = None
        self.fault: Callable[[int], Fault | None] = lambda _number: None
        self._counting = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def next_fault(self, path: str, body: bytes) -> Fault | None:
        """Return what happens to a request to *path*, which is counted if it is a write."""
        if self.away:
            self.refused += 1
            return Cut.BEFORE
        if self.cut_deletions and _deletes(path, body):
            return self.cut_deletions
        if urlsplit(path).path not in WRITES:
            return None
        with self._counting:
            self.writes += 1
            return self.fault(self.writes)

    def handle_error(self, request: object, client_address: object) -> None:
        """Let clients go away in the middle: a slow answer makes them."""


def _deletes(path: str, body: bytes) -> bool:
    return urlsplit(path).path == "/api/v2/delete" or body.startswith(b"q=DROP")


class _Handler(BaseHTTPRequestHandler):
    server: FaultyProxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        match self.server.next_fault(self.path, body):
            case Cut.BEFORE:
                self.close_connection = True
            case Cut.AFTER:
                self._forward(body)
                self.close_connection = True
            case Answered(status, text, headers, stored):
                if stored:
                    self._forward(body)
                self._answer(status, text.encode(), headers)
            case Slow(seconds):
                answer = self._forward(body)
                time.sleep(seconds)
                self._answer(*answer)
            case None:
                self._answer(*self._forward(body))

    do_POST = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the names http.server calls

    def _forward(self, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        onward = http.client.HTTPConnection(self.server.goal)
        onward.request(self.command, self.path, body, dict(self.headers))
        answer = onward.getresponse()
        content = answer.read()
        onward.close()
        return (
            answer.status,
            content,
            {name: answer.headers[name] for name in _PASSED_ON if name in answer.headers},
        )

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status not in (204, 304):
            self.send_header("Content-Length", str(len(content)))
        with suppress(OSError):
            self.end_headers()
            self.wfile.write(b"" if status in (204, 304) else content)

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def faulty_proxy(goal: str) -> Iterator[FaultyProxy]:
    """Yield a proxy to *goal* that does nothing to writes until it is told to."""
    proxy = FaultyProxy(goal)
    thread = threading.Thread(target=proxy.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
