"""Requests in process reach an application as httpx's own transport would bring them."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from collector.app.in_process import InProcessTransport

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]


class Telling:
    """An application that keeps what it was asked, and whether its answer was ended."""

    def __init__(self) -> None:
        self.asked: list[Environ] = []
        self.ended = 0

    def __call__(self, environ: Environ, start_response: Start) -> "Telling":
        self.asked.append({**environ, "wsgi.input": environ["wsgi.input"].read()})
        start_response("418 I'M A TEAPOT", [("X-Kind", "first"), ("X-Kind", "second")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"short", b" and ", b"stout")

    def close(self) -> None:
        self.ended += 1


REQUESTS = [
    httpx.Request("GET", "http://pretend.invalid/v2/user?a=%C3%A9&b", headers={"If-None-Match": 'W/"1"'}),
    httpx.Request("GET", "https://[::1]:8711/v2/subjects%20/caf%C3%A9"),
    httpx.Request("PUT", "https://pretend.invalid/v2/user", json={"user": {}}),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_a_request_arrives_as_by_the_transport_of_httpx(request_: httpx.Request) -> None:
    app = Telling()
    for transport in (InProcessTransport(app), httpx.WSGITransport(app=app)):
        response = transport.handle_request(request_)
        assert response.read() == b"short and stout"
        assert (response.status_code, response.headers["X-Kind"]) == (418, "first, second")
    ours, theirs = app.asked
    assert ours == theirs
    assert app.ended == 2


def test_what_the_application_raises_reaches_who_asked() -> None:
    def broken(_: Environ, __: Start) -> list[bytes]:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        InProcessTransport(broken).handle_request(REQUESTS[0])
