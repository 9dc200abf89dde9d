"""The daemon's own small HTTP answers: the pages it is given, and 404 for all else."""

import socket
import threading
from collections.abc import Callable, Mapping
from hashlib import blake2b
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import structlog

from collector.core.errors import AddressUnavailable

log = structlog.get_logger("collector")


# Nothing is kept; or kept, but asked for again each time, which costs a 304.
NEVER = "no-store"
IF_UNCHANGED = "no-cache"


class Page(NamedTuple):
    """What a path is answered with. *cache* is what a browser may do with it, `Cache-Control`."""

    status: HTTPStatus
    content_type: str
    body: bytes
    cache: str = NEVER


Pages = Mapping[str, Callable[[], Page]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], pages: Pages) -> None:
        self.pages = pages
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's call
        """Whoever asked has gone before the answer: no news."""
        log.debug("an answer was not taken")


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    server_version = "wanikani-collector"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:
        """Answer a known path by its page, any other by 404; a mistake of ours by 500, and go on."""
        try:
            page = self.server.pages.get(self.path.split("?")[0], _not_found)()
        except Exception:
            log.exception("a page failed in a way nobody expected", path=self.path)
            page = Page(HTTPStatus.INTERNAL_SERVER_ERROR, "text/plain; charset=utf-8", b"See the log.\n")
        self._send(page)

    def _send(self, page: Page) -> None:
        etag = f'"{blake2b(page.body, digest_size=12).hexdigest()}"'
        known = page.cache != NEVER and self.headers.get("If-None-Match") == etag
        self.send_response(HTTPStatus.NOT_MODIFIED if known else page.status)
        self.send_header("Cache-Control", page.cache)
        if page.cache != NEVER:
            self.send_header("ETag", etag)
        if not known:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if not known and self.command != "HEAD":
            self.wfile.write(page.body)

    do_HEAD = do_GET  # noqa: N815 - the name http.server calls

    def log_message(self, *_arguments: object) -> None:
        """Health checks every few seconds are no news."""


def _not_found() -> Page:
    return Page(
        HTTPStatus.NOT_FOUND, "text/plain; charset=utf-8", b"There is /, /healthz, /readyz and /metrics.\n"
    )


def serve(address: tuple[str, int], pages: Pages) -> _Server:
    """Answer at *address* from a thread of its own until `shutdown` and `server_close` are called."""
    kind = _ServerV6 if ":" in address[0] else _Server
    try:
        server = kind(address, pages)
    except OSError as error:
        raise AddressUnavailable(
            f"COLLECTOR_LISTEN is {address[0]}:{address[1]}, where nothing can be opened ({error.strerror}): "
            "choose another address or port, or off."
        ) from None
    threading.Thread(target=server.serve_forever, name="http", daemon=True).start()
    return server
