"""A loopback server that replays what InfluxDB 3 was recorded to answer, and reads lines as its parser does.

The parser's rules are those of `core/influxdb_line_protocol/src/lib.rs` of influxdata/influxdb 3.10.
"""

import base64
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.influxdb3.requests import BAD
from tests.serving import running

TOKEN = "apiv3-token-canary"
RECORDED = Path(__file__).parents[1] / "fixtures" / "influxdb3" / "core-3.10.json"
_TAG = re.compile(r",((?:[^\\=, ])+)=((?:[^\\, ]|\\.)+)")
_ESCAPE = re.compile(r"\\([\\,= ])")
_FIELD = r'[a-z0-9_]+=(?:"(?:[^"\\]|\\.)*"|[^ ,"]+)'
_FIELDS = re.compile(rf" ({_FIELD}(?:,{_FIELD})*) (-?\d+)")


@dataclass
class PretendInfluxDB3:
    """The state behind the server; tests set it up and look at it."""

    answers: dict[str, Any] = field(default_factory=lambda: json.loads(RECORDED.read_text())["answers"])
    url: str = ""
    prefix: str = ""
    without_auth: bool = False
    hidden_headers: frozenset[str] = frozenset()
    enterprise: bool = False
    points: dict[tuple[str, str], str] = field(default_factory=dict)  # tags and time -> fields

    def answer(self, method: str, target: str, authorization: str, body: str) -> dict[str, Any]:
        """Return the recorded answer to one request."""
        url = urlsplit(target)
        path = url.path.removeprefix(self.prefix)
        if not url.path.startswith(self.prefix) or path not in {"/ping", "/api/v3/write_lp"}:
            return self._recorded("a path that it does not have")
        action = "ping" if path == "/ping" else "write"
        if method == "HEAD":
            return self._recorded("head ping")
        refusal = "" if self.without_auth else _refusal(authorization)
        if refusal:
            return self._recorded(f"{action} {refusal}")
        return self._recorded("ping") if action == "ping" else self._write(dict(parse_qsl(url.query)), body)

    def _write(self, params: dict[str, str], body: str) -> dict[str, Any]:
        if params["precision"] != "nanosecond":
            raise AssertionError("times are sent in nanoseconds")
        if not re.fullmatch(r"[A-Za-z0-9][\w-]*", params["db"]):
            return self._recorded("write to an impossible database")
        lines = [line for line in body.split("\n") if line]
        refused = [number for number, line in enumerate(lines, 1) if not self._store(line)]
        if not lines:
            return self._recorded("write of nothing")
        return self._refused(lines, refused) if refused else self._recorded("write")

    def _refused(self, lines: list[str], numbers: list[int]) -> dict[str, Any]:
        """Return the recorded refusal with an entry for each of these lines."""
        answer = self._recorded("write of a bad line")
        said = json.loads(answer["body"])
        (entry,) = said["data"]
        if entry["original_line"] != BAD:
            raise AssertionError("the recording is of another line")
        said["data"] = [
            {**entry, "original_line": lines[number - 1], "line_number": number} for number in numbers
        ]
        return {**answer, "body": json.dumps(said)}

    def _store(self, line: str) -> bool:
        read = read_line(line)
        if read is not None:
            tags, fields, time = read
            self.points[tags, time] = fields
        return read is not None

    def _recorded(self, name: str) -> dict[str, Any]:
        answer = self.answers[name]
        if self.enterprise:
            answer = json.loads(json.dumps(answer).replace("Core", "Enterprise"))
        shown = {key: value for key, value in answer["headers"].items() if key not in self.hidden_headers}
        return {**answer, "headers": shown}


def read_line(line: str) -> tuple[str, str, str] | None:
    """Return tags, fields and time as InfluxDB 3 reads them, or None where it refuses the line."""
    at = len(re.split("[, ]", line, maxsplit=1)[0])
    tags = [line[:at]]
    while found := _TAG.match(line, at):
        value = _ESCAPE.sub(r"\1", found[2])
        tags.append(f"{found[1]}={value}")
        at = found.end()
    rest = _FIELDS.fullmatch(line, at)
    return (",".join(tags), rest[1], rest[2]) if rest else None


def _refusal(authorization: str) -> str:
    """Return what is wrong with the header in the words of the recordings, empty where nothing is."""
    if not authorization:
        return "without a token"
    scheme, *rest = authorization.split(" ")
    if scheme not in {"Token", "Bearer", "Basic"} or len(rest) != 1:
        return "with a malformed header"
    token = base64.b64decode(rest[0]).decode().partition(":")[2] if scheme == "Basic" else rest[0]
    return "" if token == TOKEN else "with a wrong token"


class _Handler(BaseHTTPRequestHandler):
    state: PretendInfluxDB3
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        authorization = self.headers.get("Authorization") or ""
        answer = self.state.answer(self.command, self.path, authorization, body.decode())
        text = answer["body"].encode()
        self.send_response(answer["status"])
        for name, value in answer["headers"].items():
            self.send_header(name, value)
        if answer["status"] != 204:
            self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""

    do_GET = do_POST = do_HEAD = handle_any  # noqa: N815


@contextmanager
def pretend_influxdb3() -> Iterator[PretendInfluxDB3]:
    """Serve a pretend InfluxDB 3 Core on a free loopback port; its only token is `TOKEN`."""
    state = PretendInfluxDB3()
    with running(
        ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"state": state}))
    ) as port:
        state.url = f"http://127.0.0.1:{port}"
        yield state
