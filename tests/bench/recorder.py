"""A stand-in for InfluxDB 1.x that keeps every write as the bytes that came: a file each, in their order."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from tests.serving import running

_NOTHING = '{"results":[{}]}'


class Recorder:
    """Keeps what it is sent in the folder named last; before, it only takes it."""

    def __init__(self) -> None:
        self.url = ""
        self._folder: Path | None = None
        self._count = 0

    def record(self, folder: str) -> None:
        """Keep the next writes in *folder*."""
        self._folder, self._count = Path(folder), 0

    def keep(self, body: bytes) -> None:
        """Keep one write."""
        if self._folder is not None:
            self._count += 1
            (self._folder / f"{self._count:06}").write_bytes(body)


def bodies(folder: Path) -> Iterator[bytes]:
    """Yield what was kept in *folder*, in order, unpacked."""
    for file in sorted(folder.iterdir()):
        body = file.read_bytes()
        yield gzip.decompress(body) if is_packed(body) else body


def is_packed(body: bytes) -> bool:
    """Return True if *body* was sent with `Content-Encoding: gzip`."""
    return body.startswith(b"\x1f\x8b")


class _Handler(BaseHTTPRequestHandler):
    state: Recorder
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._reply(204 if urlsplit(self.path).path == "/ping" else 200)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        written = urlsplit(self.path).path == "/write"
        if written:
            self.state.keep(body)
        self._reply(204 if written else 200)

    def _reply(self, status: int) -> None:
        self.send_response(status)
        self.send_header("X-Influxdb-Version", "1.6.7")
        body = b"" if status == 204 else _NOTHING.encode()
        if body:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    do_HEAD = do_GET  # noqa: N815


@contextmanager
def recording() -> Iterator[Recorder]:
    """Serve a recorder on a free loopback port."""
    state = Recorder()
    handler = type("Handler", (_Handler,), {"state": state})
    with running(ThreadingHTTPServer(("127.0.0.1", 0), handler)) as port:
        state.url = f"http://127.0.0.1:{port}"
        yield state
