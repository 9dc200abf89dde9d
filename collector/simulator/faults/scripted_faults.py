"""Scripted faults for tests: wrong answers, and changes of the world between two requests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from werkzeug.urls import iri_to_uri

from collector.simulator.http.http_error import error_body
from collector.simulator.http.json_text import Json, json_text
from collector.simulator.http.response import HttpResponse

T = TypeVar("T")


class ConnectionDropped(ConnectionError):
    """The service closes the connection, in the middle of an answer if it has started one.

    Served on a port, the client sees its connection closed. Served in process, this reaches the caller.
    """


@dataclass(frozen=True)
class Fault:
    """A wrong answer. A text body is sent as HTML, like that of a proxy; None is the usual JSON error.

    Bytes go out as they are, labelled as JSON even if they are not.
    """

    status: int
    body: str | bytes | Json | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> HttpResponse:
        """Return the answer to send."""
        headers = [
            (name, iri_to_uri(text) if name == "Location" else text) for name, text in self.headers.items()
        ]
        if isinstance(self.body, str):
            return HttpResponse.of_text(self.body, self.status, "text/html; charset=utf-8", headers)
        body = error_body(self.status) if self.body is None else self.body
        text = body if isinstance(body, bytes) else json_text(body)
        return HttpResponse.of_text(text, self.status, "application/json", headers)


class FaultScript:
    """Faults and hooks, each waiting for the next request of its path."""

    def __init__(self) -> None:
        self._faults: list[tuple[str, Fault]] = []
        self._hooks: list[tuple[str, Callable[[], object]]] = []

    def add(self, prefix: str, fault: Fault, times: int) -> None:
        """Answer the next *times* requests of the path with *fault*."""
        self._faults.extend([(prefix, fault)] * times)

    def clear(self) -> None:
        """Drop the faults that were not used."""
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
        """Remove and return the fault that waits for *path* longest, if there is one."""
        waiting = _first_of(self._faults, path)
        if waiting is None:
            return None
        self._faults.remove(waiting)
        return waiting[1]


def _first_of(waiting: list[tuple[str, T]], path: str) -> tuple[str, T] | None:
    return next((one for one in waiting if path.startswith(one[0])), None)
