"""A small HTTP server for the pages it is given; every other path is 404, and a foreign name 421."""

import socket
import threading
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import unquote

import structlog

from collector.core.errors import AddressUnavailable
from collector.core.log_events import LogEvent
from collector.daemon.web.compression import pieces, takes_gzip, unpacked, unpacked_size
from collector.daemon.web.connections import Connections
from collector.daemon.web.hosts import answers_to, own_names, refusal

log = structlog.get_logger("collector")

# A browser keeps no copy; or one that it revalidates each time, which costs a 304.
NO_STORE = "no-store"
REVALIDATE = "no-cache"
TEXT = "text/plain; charset=utf-8"
# A slow reader gets the whole time-out again for each piece.
_PIECE = 64 * 1024


class WebPage(NamedTuple):
    """The response for a path; *cache* is its `Cache-Control`.

    A *gzipped* body is sent as it is to clients that accept gzip, and unpacked for the others.
    """

    status: HTTPStatus
    content_type: str
    body: bytes
    cache: str = NO_STORE
    gzipped: bool = False


# By path. A * stands for one name of any kind, and the function is given it; a path without one goes first.
Routes = Mapping[str, Callable[..., WebPage]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], routes: Routes, names: frozenset[str]) -> None:
        self.routes = routes
        self.names = names
        self._connections = Connections()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread; the oldest of too many connections ends."""
        self._connections.opened(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that was answered, or that its client left."""
        self._connections.closing(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's call
        """Note a client that left before its response, which is no problem."""
        log.debug(LogEvent.PAGE_UNREAD)


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "wanikani-collector"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Answer a known path with its page, any other with 404, and a bug in a page with 500.

        A name that is not ours gets 421 (RFC 9110, section 15.5.20), whatever the path.
        """
        foreign = [one for one in self._hosts() if not answers_to(one, self.server.names)]
        if foreign:
            return self._send(WebPage(HTTPStatus.MISDIRECTED_REQUEST, TEXT, refusal(foreign[0]).encode()))
        try:
            page = _page(self.server.routes, self.path.split("?")[0])
        except Exception:
            log.exception(LogEvent.PAGE_CRASHED, path=self.path)
            page = WebPage(HTTPStatus.INTERNAL_SERVER_ERROR, TEXT, b"See the log.\n")
        return self._send(page)

    def _hosts(self) -> list[str | None]:
        return [*(self.headers.get_all("Host") or (None,))]

    def _send(self, page: WebPage) -> None:
        packed = page.gzipped and takes_gzip(self.headers.get_all("Accept-Encoding"))
        etag = _etag(page, packed=packed)
        known = page.cache != NO_STORE and self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if known else page.status)
        self.send_header("Cache-Control", page.cache)
        # No other site may embed what is here as a script, a picture or anything else.
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("X-Content-Type-Options", "nosniff")
        if page.cache != NO_STORE:
            self.send_header("ETag", etag)
        if page.gzipped:
            self.send_header("Vary", "Accept-Encoding")
        if known:
            self.end_headers()
        else:
            self._send_content(page, packed=packed)

    def _send_content(self, page: WebPage, *, packed: bool) -> None:
        unpacks = page.gzipped and not packed
        self.send_header("Content-Type", page.content_type)
        if packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(unpacked_size(page.body) if unpacks else len(page.body)))
        self.end_headers()
        if self.command != "HEAD":
            for piece in unpacked(page.body, _PIECE) if unpacks else pieces(page.body, _PIECE):
                self.wfile.write(piece)

    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Log no requests: health checks come every few seconds."""


def _etag(page: WebPage, *, packed: bool) -> str:
    # The two forms of a page must not be taken for each other (RFC 9110, section 8.8.3.3).
    form = "-gzip" if packed else ""
    return f'"{blake2b(page.body, digest_size=12).hexdigest()}{form}"'


def _page(routes: Routes, path: str) -> WebPage:
    for pattern in sorted(routes, key=lambda each: each.count("*")):
        names = _names(pattern.split("/"), path.split("/"))
        if names is not None:
            return routes[pattern](*names)
    return _not_found()


def _names(pattern: Sequence[str], parts: Sequence[str]) -> list[str] | None:
    """Return the *parts* that match each * of *pattern*; None if they do not match."""
    if len(pattern) != len(parts):
        return None
    if any(wanted not in {"*", part} for wanted, part in zip(pattern, parts, strict=True)):
        return None
    return [unquote(part) for wanted, part in zip(pattern, parts, strict=True) if wanted == "*"]


def _not_found() -> WebPage:
    return WebPage(
        HTTPStatus.NOT_FOUND, TEXT, b"There is /, /status.json, /healthz, /startedz, /readyz and /metrics.\n"
    )


def serve(address: tuple[str, int], routes: Routes, names: frozenset[str] = frozenset()) -> _Server:
    """Return a server that answers at *address*, in a thread of its own, until it is shut down and closed.

    It answers to every IP address, to `localhost`, to this machine's own name, and to *names*. Raises
    `AddressUnavailable` when nothing can listen there.
    """
    kind = _ServerV6 if ":" in address[0] else _Server
    try:
        server = kind(address, routes, names | own_names())
    except OSError as error:
        raise AddressUnavailable(
            f"COLLECTOR_LISTEN is {address[0]}:{address[1]}, where nothing can be opened ({error.strerror}): "
            "choose another address or port, or off."
        ) from None
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server
