"""One connection to the server: whole requests in, answers out, nothing logged."""

from contextlib import suppress
from http import HTTPStatus
from io import BytesIO
from socket import SHUT_WR
from typing import IO, TYPE_CHECKING, cast

from werkzeug.datastructures import Headers
from werkzeug.exceptions import BadRequest, HTTPException, RequestEntityTooLarge
from werkzeug.serving import DechunkedInput, WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from collector.simulator.http.http_error import error_body
from collector.simulator.http.json_text import json_text

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# A client that keeps its connection but stays silent must not keep a thread for ever.
_IDLE_SECONDS = 30
# Far more than any request of the API's needs.
_LONGEST_BODY = 2**20
# How long, and how much, a refused client may continue to send before the connection is closed.
_LINGER_SECONDS = 2
_LINGER_READS = 256
_LINGER_READ = 2**16
_WITHOUT_BODY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}


class Handler(WSGIRequestHandler):
    """Like werkzeug's, but it keeps connections, as the real service does, and writes no log.

    A connection that the client breaks, or the application on purpose, raises `ConnectionError`: werkzeug's
    `handle` then closes it and logs nothing.
    """

    timeout = _IDLE_SECONDS
    disable_nagle_algorithm = True
    # Malformed requests are refused in HTTP/1.1, not in the default HTTP/0.9.
    default_request_version = "HTTP/1.1"

    def run_wsgi(self) -> None:
        """Answer one request, with the application's own `Date`: its time is the world's."""
        try:
            environ = self._request()
        except HTTPException as refusal:
            self.send_error(refusal.code or HTTPStatus.BAD_REQUEST)
            return
        parts, status, headers = run_wsgi_app(self.server.app, environ)
        try:
            self._send_head(status, headers)
            for part in parts:
                if self.command != "HEAD":
                    self.wfile.write(part)
        finally:
            getattr(parts, "close", bool)()

    def handle_expect_100(self) -> bool:
        """Ask for a body, unless it would be refused anyway."""
        try:
            _length(self.headers.get_all("Content-Length"))
        except HTTPException as refusal:
            self.send_error(refusal.code or HTTPStatus.BAD_REQUEST)
            return False
        return super().handle_expect_100()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse in JSON a request that never reached the application, and close the connection."""
        body = json_text(error_body(code)).encode()
        headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
        headers["Connection"] = "close"
        self._send_head(str(int(code)), headers)
        if self.command != "HEAD":
            self.wfile.write(body)
        self._linger()

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Log nothing."""

    def _request(self) -> "WSGIEnvironment":
        """Return the request with its whole body: bytes left unread would be taken for the next request."""
        body = self._body()
        try:
            environ = self.make_environ()
        except ValueError:
            raise BadRequest from None  # the URL is malformed
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return environ | {
            "wsgi.input": BytesIO(body),
            "wsgi.input_terminated": True,
            "CONTENT_LENGTH": str(len(body)) if body else "",
        }

    def _body(self) -> bytes:
        if "Transfer-Encoding" in self.headers:
            return self._chunks()
        length = _length(self.headers.get_all("Content-Length"))
        body = self.rfile.read(length)
        if len(body) < length:
            raise BadRequest
        return body

    def _chunks(self) -> bytes:
        """Read a chunked body. One with a length as well is refused: it could be read as two requests."""
        if self.headers["Transfer-Encoding"].lower() != "chunked" or "Content-Length" in self.headers:
            raise BadRequest
        try:
            body = DechunkedInput(cast("IO[bytes]", self.rfile)).read(_LONGEST_BODY + 1) or b""
        except TimeoutError:
            raise  # the client is gone
        except (OSError, ValueError):  # no chunks, or an end in the middle of one
            raise BadRequest from None
        if len(body) > _LONGEST_BODY:
            raise RequestEntityTooLarge
        return body

    def _send_head(self, status: str, headers: Headers) -> None:
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason or None)
        for name, value in headers:
            self.send_header(name, value)
        ends = "Content-Length" in headers or self.command == "HEAD" or int(code) in _WITHOUT_BODY
        if not ends:
            # Only the end of the connection tells the client where the body ends.
            self.send_header("Connection", "close")
        self.end_headers()

    def _linger(self) -> None:
        """Let the client read the refusal: closing with unread bytes would reset the connection."""
        with suppress(OSError):
            self.connection.shutdown(SHUT_WR)
            self.connection.settimeout(_LINGER_SECONDS)
            for _ in range(_LINGER_READS):
                if not self.connection.recv(_LINGER_READ):
                    break


def _length(lengths: list[str] | None) -> int:
    """Return the `Content-Length`. Raises `BadRequest` or `RequestEntityTooLarge` for an unusable one."""
    given = {text.strip() for text in lengths or ["0"]}
    text = given.pop()
    if given or not (text.isascii() and text.isdigit()):
        raise BadRequest
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(_LONGEST_BODY)) or int(digits) > _LONGEST_BODY:
        raise RequestEntityTooLarge
    return int(digits)
