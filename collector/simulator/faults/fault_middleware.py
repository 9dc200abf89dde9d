"""Random faults for a share of the requests, as networks and services cause them."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from werkzeug.test import run_wsgi_app

from collector.simulator.faults.fault_options import SLOW_SECONDS, FaultSampler
from collector.simulator.faults.scripted_faults import ConnectionDropped, Fault
from collector.simulator.http.cors import allow_any_origin
from collector.simulator.http.dates import http_date
from collector.simulator.http.http_error import error_body
from collector.simulator.http.rate_limit import exhausted
from collector.simulator.http.request import HttpRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ANSWERS = {
    "html": Fault(
        503, "<!DOCTYPE html>\n<html><head><title>WaniKani</title></head><body>Maintenance</body></html>\n"
    ),
    "portal": Fault(
        200, "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please log in</body></html>\n"
    ),
    "garbage": Fault(200, b'\x1f\x8b{"object": "collection", "url": \xff\xfe'),
    "empty": Fault(200, b""),
}


class FaultMiddleware:
    """A WSGI application that answers as *app* does, except for the requests that *sampler* picks.

    *now* returns the time for the answers it makes itself, *report* receives one line per fault, and *wait*
    waits for a number of seconds.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        sampler: FaultSampler,
        *,
        now: Callable[[], datetime],
        report: Callable[[str], object],
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._app = app
        self._sampler = sampler
        self._now = now
        self._report = report
        self._wait = wait

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, well or with a fault.

        Raises `ConnectionDropped` when the fault is a missing answer.
        """
        request = HttpRequest.of(environ)
        # A preflight request of a browser is not a request of the client.
        rule = None if request.method == "OPTIONS" else self._sampler.draw(request.path)
        if rule is None:
            return self._app(environ, start_response)
        # Only the path: a query may hold secrets. Control characters stay quoted, for the terminal's sake.
        self._report(f"{rule.kind}: {quote(f'{request.method} {request.path}', safe='/ ')}")
        return self._application_for(rule.kind)(environ, start_response)

    def _application_for(self, kind: str) -> "WSGIApplication":
        match kind:
            case "slow":
                return self._slow
            case "drop":
                return _drop
            case "lost":
                return self._lost
            case "cut":
                return self._cut
            case _:
                return self._wrong_answer(kind)

    def _slow(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._wait(SLOW_SECONDS)
        return self._app(environ, start_response)

    def _lost(self, environ: "WSGIEnvironment", _: "StartResponse") -> NoReturn:
        run_wsgi_app(self._app, environ, buffered=True)
        raise ConnectionDropped

    def _cut(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send half of the body; an answer without one is cut before it starts."""
        parts, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        body = b"".join(parts)
        if not body:
            raise ConnectionDropped
        headers["Content-Length"] = str(len(body))
        start_response(status, headers.to_wsgi_list())
        return _half(body)

    def _wrong_answer(self, kind: str) -> "WSGIApplication":
        now = self._now()
        response = (_ANSWERS.get(kind) or _error(int(kind), now)).response()
        allow_any_origin(response)
        response.headers["Date"] = http_date(now)
        return response


def _drop(_environ: "WSGIEnvironment", _start_response: "StartResponse") -> NoReturn:
    raise ConnectionDropped


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionDropped


def _error(status: int, now: datetime) -> Fault:
    """Return the service's own error; for 429 with the headers that say when the minute ends."""
    if status != HTTPStatus.TOO_MANY_REQUESTS:
        return Fault(status)
    return Fault(status, error_body(status, "Rate Limit Exceeded"), exhausted(now).headers())
