"""Requests to a WSGI application in this process, instead of the network: the demo's simulated WaniKani.

httpx has a transport for that; its requests and responses take as long as all else between the two.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import lru_cache
from io import BytesIO
from sys import stderr
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from collector.core.network import Proxy
from collector.wanikani.http import HEADERS, HttpResponse

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_PORTS = {"http": 80, "https": 443}


class InProcessHttp:
    """Carries requests to *app*; what it raises goes to the caller."""

    proxy: Proxy | None = None

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def get(
        self, url: str, headers: Mapping[str, str], _timeout: timedelta, _connect: timedelta
    ) -> HttpResponse:
        """Return the application's response, without waiting."""
        head: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, texts: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            head[:] = [(status, texts)]
            return _no_write

        environ = _environ(url) | {_variable(name): text for name, text in headers.items()}
        parts = self._app(environ | {"wsgi.input": BytesIO()}, start_response)
        ((status, texts),) = head
        # As PEP 3333 demands, the caller closes the response.
        close: Callable[[], object] = getattr(parts, "close", bool)
        return HttpResponse(int(status[:3]), _joined(texts), iter(parts), close)

    def close(self) -> None:
        """Close nothing: there is no connection."""


def _no_write(_: bytes) -> None:
    """Take the place of PEP 3333's older way to send a body, which nothing here uses."""


def _joined(texts: list[tuple[str, str]]) -> dict[str, str]:
    """Return headers by their names in small letters; one that came twice is joined."""
    found: dict[str, str] = {}
    for name, text in texts:
        key = name.lower()
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


# Every poll asks for the same few addresses.
@lru_cache(maxsize=64)
def _environ(url: str) -> "WSGIEnvironment":
    parts = urlsplit(url)
    environ = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.errors": stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or _PORTS[parts.scheme]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": parts.netloc,
    }
    return environ | {_variable(name): text for name, text in HEADERS.items()}


@lru_cache(maxsize=64)
def _variable(header: str) -> str:
    """Return the variable of CGI that holds a header: PEP 3333, "environ Variables"."""
    return f"HTTP_{header.upper().replace('-', '_')}"
