"""A small HTTP server for the pages it is given; every other path is 404."""

import socket
import threading
from collections.abc import Callable, Mapping
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import structlog

from collector.core.errors import AddressUnavailable
from collector.core.log_events import LogEvent

log = structlog.get_logger("collector")

# A browser keeps no copy; or one that it revalidates each time, which costs a 304.
NO_STORE = "no-store"
REVALIDATE = "no-cache"


class WebPage(NamedTuple):
    """The response for a path; *cache* is its `Cache-Control`."""

    status: HTTPStatus
    content_type: str
    body: bytes
    cache: str = NO_STORE


Routes = Mapping[str, Callable[[], WebPage]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], routes: Routes) -> None:
        self.routes = routes
        super().__init__(address, _Handler)

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
        """Answer a known path with its page, any other with 404, and a bug in a page with 500."""
        try:
            page = self.server.routes.get(self.path.split("?")[0], _not_found)()
        except Exception:
            log.exception(LogEvent.PAGE_CRASHED, path=self.path)
            page = WebPage(HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", b"See the log.\n")
        self._send(page)

    def _send(self, page: WebPage) -> None:
        etag = f'"{blake2b(page.body, digest_size=12).hexdigest()}"'
        known = page.cache != NO_STORE and self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if known else page.status)
        self.send_header("Cache-Control", page.cache)
        if page.cache != NO_STORE:
            self.send_header("ETag", etag)
        if not known:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if not known and self.command != "HEAD":
            self.wfile.write(page.body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Log no requests: health checks come every few seconds."""


def _not_found() -> WebPage:
    return WebPage(
        HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is /, /healthz, /readyz and /metrics.\n"
    )


def serve(address: tuple[str, int], routes: Routes) -> _Server:
    """Return a server that answers at *address*, in a thread of its own, until it is shut down and closed.

    Raises `AddressUnavailable` when nothing can listen there.
    """
    kind = _ServerV6 if ":" in address[0] else _Server
    try:
        server = kind(address, routes)
    except OSError as error:
        raise AddressUnavailable(
            f"COLLECTOR_LISTEN is {address[0]}:{address[1]}, where nothing can be opened ({error.strerror}): "
            "choose another address or port, or off."
        ) from None
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server
