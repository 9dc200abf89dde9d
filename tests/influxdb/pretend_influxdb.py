"""A loopback server that answers as InfluxDB 2.x is documented to and 2.9.1 does; with trouble on request.

What it stores can be looked at. Its administration is in `pretend_admin`.
"""

import gzip
import json
import re
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.influxdb.pretend_admin import Administration, Reply
from tests.serving import running

LINE = re.compile(r"(?P<series>[^ ]+) (?P<fields>[^ ]+)(?: (?P<time>-?\d+))?")
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Trouble:
    """What happens to a write instead of the usual: an answer, after *seconds*; or the line is cut."""

    status: int = 500
    body: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    cut: bool = False


class PretendInfluxDB:
    """The state behind the server; tests set it up and look at it."""

    def __init__(self) -> None:
        self.url = ""
        self.version: str | None = "v2.9.1"
        self.ping = Trouble(status=204)
        self.prefix = ""
        self.largest_body = 25_000_000
        self.admin = Administration()
        self.troubles: deque[Trouble] = deque()
        self.points: dict[str, str] = {}  # series and time -> fields, as a newer write replaces an older one
        self.types: dict[str, str] = {}
        self.requests: list[str] = []

    def trouble(self, *troubles: Trouble) -> None:
        """Let the next writes meet *troubles*, one each."""
        self.troubles.extend(troubles)

    def answer(self, method: str, target: str, token: str, body: bytes) -> Reply:
        """Answer one request; the connection's own troubles are the handler's."""
        url = urlsplit(target)
        path = url.path.removeprefix(self.prefix)
        params = dict(parse_qsl(url.query, keep_blank_values=True))
        self.requests.append(f"{method} {path}")
        if not url.path.startswith(self.prefix):
            return 404, "<html>nothing here</html>"
        if path == "/api/v2/write":
            return self._write(params, token, body)
        return self.admin.answer(method, path, params, token, body)

    def _write(self, params: dict[str, str], token: str, body: bytes) -> Reply:
        refusal = self.admin.refusal_of_write(params, token)
        if refusal is not None:
            return refusal
        if len(body) > self.largest_body:
            return 413, _error("request too large", "cannot read data: points batch is too large")
        return self._store([line for line in body.decode().split("\n") if line])

    def _store(self, lines: list[str]) -> Reply:
        parsed = [LINE.fullmatch(line) for line in lines]
        for line, match in zip(lines, parsed, strict=True):
            if match is None:  # nothing of the batch is stored
                return 400, _error("invalid", f"unable to parse '{line}': missing fields")
        dropped = sum(not self._store_point(match) for match in parsed if match is not None)
        if dropped:
            reason = f"partial write: field type conflict: input field is of another type dropped={dropped}"
            return 422, _error("unprocessable entity", f"failure writing points to database: {reason}")
        return 204, ""

    def _store_point(self, match: re.Match[str]) -> bool:
        name, _, value = match["fields"].partition("=")
        kind = "integer" if value.endswith("i") else "float"
        key = f"{match['series'].partition(',')[0]}.{name}"
        if self.types.setdefault(key, kind) != kind:
            return False
        self.points[f"{match['series']} {match['time']}"] = match["fields"]
        return True


def _error(code: str, message: str) -> str:
    return json.dumps({"code": code, "message": message})


class _Handler(BaseHTTPRequestHandler):
    state: PretendInfluxDB
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        path = urlsplit(self.path).path.removeprefix(self.state.prefix)
        if path in ("/api/v2/write", "/write") and self.state.troubles:
            self.state.requests.append(f"POST {path}")
            self.suffer(self.state.troubles.popleft())
        elif path == "/ping":
            version = {"X-Influxdb-Version": self.state.version} if self.state.version else {}
            self.reply(self.state.ping.status, self.state.ping.body, self.state.ping.headers | version)
        else:
            token = (self.headers.get("Authorization") or "").removeprefix("Token ")
            status, text = self.state.answer(self.command, self.path, token, body)
            self.reply(status, text, JSON)

    def suffer(self, trouble: Trouble) -> None:
        time.sleep(trouble.seconds)
        if trouble.cut:
            self.close_connection = True
        else:
            self.reply(trouble.status, trouble.body, trouble.headers)

    def reply(self, status: int, text: str, headers: dict[str, str]) -> None:
        body = text.encode(errors="surrogateescape")  # so that a test can answer with what is no text
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if status != 204 else b"")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    do_GET = do_POST = do_PATCH = do_DELETE = handle_any  # noqa: N815


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Let clients go away in the middle: some tests do."""


@contextmanager
def pretend_influxdb(port: int = 0) -> Iterator[PretendInfluxDB]:
    """Serve a pretend InfluxDB on a loopback *port*, by default a free one."""
    state = PretendInfluxDB()
    with running(_Server(("127.0.0.1", port), type("Handler", (_Handler,), {"state": state}))) as taken:
        state.url = f"http://127.0.0.1:{taken}"
        yield state
