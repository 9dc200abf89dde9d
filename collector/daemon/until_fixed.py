"""Keeps running, unhealthy, until the owner fixes something: for containers.

Docker restarts a container that exits, whatever its exit code. One that keeps running logs once what is
wrong, and reports it to every health check.
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from collector.core.errors import ActionRequiredError, AddressUnavailable
from collector.daemon.web.server import TEXT, WebPage, serve

TRY_AGAIN_EVERY = timedelta(minutes=1)

# Runs the collector until it is to stop, or raises what keeps it from running.
Attempt = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Listener:
    """The address on which the reason is served, and the host names accepted besides IP addresses."""

    address: tuple[str, int]
    names: frozenset[str] = frozenset()


def run_until_fixed(
    attempt: Attempt,
    tell: Callable[[str], None],
    stop: threading.Event,
    listener: Listener | None,
    every: timedelta = TRY_AGAIN_EVERY,
) -> int:
    """Return what *attempt* returns; while the owner must fix something first, make it again *every* minute.

    Each new reason is passed to *tell* once, and served at *listener* meanwhile: `/readyz` is 503, as it is
    for a collector without a token, and so is `/startedz`, which is 503 only here. When *stop* is set,
    returns the exit code of what was wrong. Raises what *attempt* raises of other kinds.
    """
    told = ""
    while True:
        try:
            return attempt()
        except ActionRequiredError as problem:
            reason, code = str(problem), problem.exit_code
        if reason != told:
            tell(reason)
            told = reason
        with _served(listener, reason):
            if stop.wait(every.total_seconds()):
                return code


@contextmanager
def _served(listener: Listener | None, reason: str) -> Iterator[None]:
    try:
        server = serve(listener.address, _pages(reason), listener.names) if listener else None
    except AddressUnavailable:  # which is the reason itself, or the health check will say it
        server = None
    try:
        yield
    finally:
        if server is not None:
            server.shutdown()
            server.server_close()


def _pages(reason: str) -> dict[str, Callable[[], WebPage]]:
    reasons = json.dumps({"ready": False, "reasons": reason.splitlines()}, ensure_ascii=False) + "\n"
    wrong = WebPage(HTTPStatus.SERVICE_UNAVAILABLE, TEXT, f"{reason}\n".encode())
    json_type = "application/json; charset=utf-8"
    return {
        "/": lambda: wrong,
        "/metrics": lambda: wrong,
        "/startedz": lambda: wrong,
        "/healthz": lambda: WebPage(HTTPStatus.OK, TEXT, b"alive\n"),
        "/readyz": lambda: WebPage(HTTPStatus.SERVICE_UNAVAILABLE, json_type, reasons.encode()),
    }
