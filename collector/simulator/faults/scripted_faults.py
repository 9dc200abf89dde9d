"""Trouble on request, for tests: answers that are not the service's, and moves between two requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import responses
from typing import TypeVar

from werkzeug.wrappers import Response

from collector.simulator.api import render
from collector.simulator.api.render import Json

T = TypeVar("T")


class HangUp(ConnectionError):
    """The service lets go of the connection, in the middle of an answer if it has begun one.

    Served on a port, the client sees its connection closed. Served in process, this reaches the caller.
    """


@dataclass(frozen=True)
class Fault:
    """A wrong answer. A text body is sent as HTML, like that of a proxy; None is the usual JSON error.

    Bytes go out as they are, said to be JSON whether they are or not.
    """

    status: int
    body: str | bytes | Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """Return the answer to send."""
        if isinstance(self.body, str):
            return Response(
                self.body, self.status, dict(self.headers), content_type="text/html; charset=utf-8"
            )
        body = error_body(self.status) if self.body is None else self.body
        text = body if isinstance(body, bytes) else render.text(body)
        return Response(text, self.status, dict(self.headers), content_type="application/json")


class Faults:
    """Faults and hooks, each waiting for the next request of its path."""

    def __init__(self) -> None:
        self._faults: list[tuple[str, Fault]] = []
        self._hooks: list[tuple[str, Callable[[], object]]] = []

    def add(self, prefix: str, fault: Fault, times: int) -> None:
        """Let the next *times* requests of the path get *fault* for an answer."""
        self._faults.extend([(prefix, fault)] * times)

    def clear(self) -> None:
        """Forget the faults that still wait."""
        self._faults.clear()

    def add_hook(self, prefix: str, hook: Callable[[], object]) -> None:
        """Call *hook* once, just before the next answer of the path is made."""
        self._hooks.append((prefix, hook))

    def run_hook(self, path: str) -> None:
        """Run the hook that waits for *path* longest, if there is one: one for each answer."""
        waiting = _first_of(self._hooks, path)
        if waiting is not None:
            self._hooks.remove(waiting)
            waiting[1]()

    def take(self, path: str) -> Fault | None:
        """Return the fault that waits for *path* longest, once."""
        waiting = _first_of(self._faults, path)
        if waiting is None:
            return None
        self._faults.remove(waiting)
        return waiting[1]


def error_body(status: int, text: str | None = None) -> Json:
    """Return an error as the service words it; without a text, in HTTP's own words."""
    return {"error": text or responses.get(status, "Unknown error"), "code": int(status)}


def _first_of(waiting: list[tuple[str, T]], path: str) -> tuple[str, T] | None:
    return next((one for one in waiting if path.startswith(one[0])), None)
