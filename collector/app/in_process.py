"""Requests to a WSGI application in this process, in place of the network: to the demo's simulated WaniKani.

httpx has such a transport too; this one takes a third of its time, which half a year of polls spends here.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from sys import stderr
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

_PORTS = {"http": 80, "https": 443}


class InProcessTransport(httpx.BaseTransport):
    """Carries requests to *app*; what it raises goes to the caller."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the application's answer."""
        head: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(
            status: str, headers: list[tuple[str, str]], _error: object = None
        ) -> Callable[[bytes], object]:
            head[:] = [(status, headers)]
            return _no_write

        parts = self._app(_environ(request), start_response)
        ((status, headers),) = head
        return httpx.Response(int(status[:3]), headers=headers, stream=_Parts(parts))


class _Parts(httpx.SyncByteStream):
    """A body as a WSGI application gives it."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = parts

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._parts)

    def close(self) -> None:
        """End the answer, as PEP 3333 demands."""
        getattr(self._parts, "close", bool)()


def _no_write(_: bytes) -> None:
    """Stand where PEP 3333 has its older way of sending a body, which nothing here takes."""


def _environ(request: httpx.Request) -> "WSGIEnvironment":
    url = request.url
    scheme = url.scheme
    environ = {
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(request.read()),
        "wsgi.errors": stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": url.path,
        "QUERY_STRING": url.query.decode("ascii"),
        "SERVER_NAME": url.host,
        "SERVER_PORT": str(url.port or _PORTS[scheme]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
    }
    environ.update({_variable(name): text.decode("ascii") for name, text in request.headers.raw})
    return environ


@lru_cache(maxsize=64)
def _variable(header: bytes) -> str:
    """Return the variable of CGI that holds a header: PEP 3333, "environ Variables"."""
    name = header.decode("ascii").upper().replace("-", "_")
    return name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
