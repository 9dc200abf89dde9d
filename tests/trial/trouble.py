"""Ways in which WaniKani's answers go wrong, and a way to it on which they do."""

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.harness import Rig

Json = dict[str, Any]
Answer = Callable[[httpx.Request, httpx.Response], httpx.Response]
ENDPOINTS = (
    "user", "resets", "review_statistics", "assignments", "level_progressions", "summary", "reviews",
    "subjects", "spaced_repetition_systems",
)  # fmt: skip


class Meddler(httpx.BaseTransport):
    """The way to the simulated WaniKani, on which *meddle* gets every answer of *endpoint* (None: of all)."""

    def __init__(self, rig: Rig, meddle: Answer, endpoint: str | None = None) -> None:
        self._way = httpx.WSGITransport(app=rig.api)
        self._meddle = meddle
        self._endpoint = endpoint
        self.meddled = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._way.handle_request(request)
        response.read()
        if self._endpoint not in {None, request.url.path.rsplit("/", 1)[-1]}:
            return response
        self.meddled += 1
        return self._meddle(request, response)


def with_body(response: httpx.Response, body: bytes) -> httpx.Response:
    """Return *response* with another body."""
    kept = {name: value for name, value in response.headers.items() if name != "content-length"}
    return httpx.Response(response.status_code, content=body, headers=kept)


def with_status(status: int, body: bytes, **headers: str) -> Answer:
    """Return what answers everything with *status* and *body*, at WaniKani's own time."""
    return lambda _, response: httpx.Response(
        status, content=body, headers={"Date": response.headers["Date"], **headers}
    )


def cut(_: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Leave the first half of the body."""
    return with_body(response, response.content[: len(response.content) // 2])


def of_collections(change: Callable[[Json], object]) -> Answer:
    """Return what makes *change* to the body of every collection that comes."""

    def meddle(_: httpx.Request, response: httpx.Response) -> httpx.Response:
        if response.status_code != httpx.codes.OK:
            return response
        body = json.loads(response.content)
        if body["object"] == "collection":
            change(body)
        return with_body(response, json.dumps(body).encode())

    return meddle


def emptied(body: Json) -> None:
    """Leave nothing, and say so."""
    body.update(data=[], total_count=0, data_updated_at=None)


def emptied_but_for_its_time(body: Json) -> None:
    """Leave nothing but the time of the newest change."""
    body.update(data=[], total_count=0)


def shortened(body: Json) -> None:
    """Leave out the last row, and announce it."""
    del body["data"][-1:]
    body["total_count"] = max(1, body["total_count"])


def endless(body: Json) -> None:
    """Name a next page for ever."""
    body["pages"]["next_url"] = body["url"].split("?")[0] + f"?page_after_id={len(body['data'])}"


def endless_and_huge(body: Json) -> None:
    """Announce more rows than there are learners."""
    endless(body)
    body.update(total_count=2**31 - 1)
    body["pages"]["per_page"] = 1


def backwards(body: Json) -> None:
    """Turn the order of the rows."""
    body["data"].reverse()


def doubled(body: Json) -> None:
    """Send every row twice, one right after the other."""
    body["data"] = [row for row in body["data"] for _ in range(2)]


def without(name: str) -> Callable[[Json], None]:
    """Return what leaves *name* out of every row's data."""

    def change(body: Json) -> None:
        for row in body["data"]:
            row["data"].pop(name, None)

    return change


def all_numbers(value: object) -> Callable[[Json], None]:
    """Return what makes every number of every row *value*."""

    def change(body: Json) -> None:
        for row in body["data"]:
            numbers = [name for name, old in row["data"].items() if type(old) is int]
            row["data"].update(dict.fromkeys(numbers, value))

    return change
