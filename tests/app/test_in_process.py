"""Requests in process reach an application as they would by httpx's own transport, and so does the answer."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from collector.app.in_process import InProcessHttp
from collector.wanikani.http import WaniKaniHttp

Environ = dict[str, Any]
Start = Callable[[str, list[tuple[str, str]]], object]
TIME = timedelta(seconds=1)


class Telling:
    """An application that keeps what it was asked, and whether its answer was ended."""

    def __init__(self) -> None:
        self.asked: list[Environ] = []
        self.ended = 0

    def __call__(self, environ: Environ, start_response: Start) -> "Telling":
        self.asked.append({**environ, "wsgi.input": environ["wsgi.input"].read()})
        start_response("418 I'M A TEAPOT", [("X-Kind", "first"), ("X-Kind", "second"), ("Date", "now")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield from (b"short", b" and ", b"stout")

    def close(self) -> None:
        self.ended += 1


@pytest.mark.parametrize(
    "url",
    [
        "http://pretend.invalid/v2/user?a=%C3%A9&b",
        "https://[::1]:8711/v2/subjects%20/caf%C3%A9",
        "http://pretend.invalid/v2/assignments?updated_after=2024-03-04T12%3A00%3A00.000000Z",
    ],
)
def test_request_and_answer_are_as_by_the_transport_of_httpx(url: str) -> None:
    app = Telling()
    for http in (InProcessHttp(app), WaniKaniHttp(httpx.WSGITransport(app=app))):
        response = http.get(url, {"Authorization": "Bearer x", "If-None-Match": 'W/"1"'}, TIME, TIME)
        assert b"".join(response.body) == b"short and stout"
        assert response.status == 418
        assert response.headers == {"x-kind": "first, second", "date": "now"}
        response.close()
    ours, theirs = app.asked
    assert ours == theirs
    assert app.ended == 2


def test_exceptions_of_the_application_reach_the_caller() -> None:
    def broken(_: Environ, __: Start) -> list[bytes]:
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        InProcessHttp(broken).get("http://pretend.invalid/v2/user", {}, TIME, TIME)
