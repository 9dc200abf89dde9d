"""Trouble on the way: what networks and services do to a share of the requests."""

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import quote

from werkzeug.http import http_date
from werkzeug.test import run_wsgi_app
from werkzeug.wrappers import Request

from collector.simulator.api.cors import let_anybody_read
from collector.simulator.faults.fault_options import SLOW_SECONDS, Chance
from collector.simulator.faults.scripted_faults import Fault, HangUp, error_body
from collector.simulator.serving.quota import Quota

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_REQUESTS_A_MINUTE = 60
_LIMITED = 429
_WRONG = {
    "html": Fault(
        503, "<!DOCTYPE html>\n<html><head><title>WaniKani</title></head><body>Maintenance</body></html>\n"
    ),
    "portal": Fault(
        200, "<!DOCTYPE html>\n<html><head><title>Welcome</title></head><body>Please log in</body></html>\n"
    ),
    "garbage": Fault(200, b'\x1f\x8b{"object": "collection", "url": \xff\xfe'),
    "empty": Fault(200, b""),
}


class Troubled:
    """A WSGI application that answers as *app* does, but for the requests that meet trouble by *chance*.

    *now* is the time that answers of its own carry, *say* hears one line about each trouble, and *wait*
    lets seconds go by.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        chance: Chance,
        *,
        now: Callable[[], datetime],
        say: Callable[[str], object],
        wait: Callable[[float], object] = time.sleep,
    ) -> None:
        self._app = app
        self._chance = chance
        self._now = now
        self._say = say
        self._wait = wait

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request, or let it meet trouble."""
        request = Request(environ)
        # What browsers ask by themselves beforehand is no request of the client's.
        trouble = None if request.method == "OPTIONS" else self._chance.draw(request.path)
        if trouble is None:
            return self._app(environ, start_response)
        # Only the path: nobody knows what a query holds. What a terminal would obey stays quoted.
        self._say(f"{trouble.kind}: {quote(f'{request.method} {request.path}', safe='/ ')}")
        return self._met(trouble.kind)(environ, start_response)

    def _met(self, kind: str) -> "WSGIApplication":
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
                return self._wrong(kind)

    def _slow(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._wait(SLOW_SECONDS)
        return self._app(environ, start_response)

    def _lost(self, environ: "WSGIEnvironment", _: "StartResponse") -> NoReturn:
        run_wsgi_app(self._app, environ, buffered=True)
        raise HangUp

    def _cut(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Send half of the body; an answer without one is cut before it begins."""
        parts, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        body = b"".join(parts)
        if not body:
            raise HangUp
        headers["Content-Length"] = str(len(body))
        start_response(status, headers.to_wsgi_list())
        return _half(body)

    def _wrong(self, kind: str) -> "WSGIApplication":
        now = self._now()
        fault = _WRONG.get(kind) or _error(int(kind), now)
        response = fault.response()
        let_anybody_read(response)
        response.headers["Date"] = http_date(now)
        return response


def _drop(_environ: "WSGIEnvironment", _start_response: "StartResponse") -> NoReturn:
    raise HangUp


def _half(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise HangUp


def _error(status: int, now: datetime) -> Fault:
    """Return the service's own error; whoever is over the limit hears when the minute ends."""
    if status != _LIMITED:
        return Fault(status)
    minute_ends = (int(now.timestamp()) // 60 + 1) * 60
    quota = Quota(_REQUESTS_A_MINUTE, remaining=0, resets_at=minute_ends, exceeded=True)
    return Fault(status, error_body(status, "Rate Limit Exceeded"), quota.headers())
