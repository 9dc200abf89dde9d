"""How a write may be written: JSON, forms, and what is neither."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from collector.simulator.world.world import World
from tests.simulator.world_moves import bring_to, of_kind, wait_for_review


@pytest.fixture
def due(world: World) -> int:
    """A radical whose review can be done."""
    subject_id = of_kind(world, "radical")[0]
    bring_to(world, subject_id, 1)
    wait_for_review(world, subject_id)
    return subject_id


def refused(answer: httpx.Response, status: int = 422) -> None:
    assert answer.status_code == answer.json()["code"] == status, answer.text


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="no body"),
        pytest.param({"json": {}}, id="an empty object"),
        pytest.param({"json": {"review": {}}}, id="an empty review"),
        pytest.param({"json": {"review": None}}, id="null"),
        pytest.param({"json": {"review": [1]}}, id="a list for a review"),
        pytest.param({"json": {"review": {"subject_id": 1}}}, id="the answers left out"),
        pytest.param({"json": {"subject_id": 1, "incorrect_meaning_answers": 0}}, id="not nested"),
        pytest.param({"data": {"review": "1"}}, id="a form without fields"),
    ],
)
def test_an_incomplete_review_is_refused(client: httpx.Client, body: dict[str, Any]) -> None:
    refused(client.post("reviews", **body))


def _as_texts(fields: dict[str, str]) -> dict[str, Any]:
    return {"json": {"review": fields}}


def _as_form(fields: dict[str, str]) -> dict[str, Any]:
    return {"data": {f"review[{name}]": text for name, text in fields.items()}}


def _as_parts(fields: dict[str, str]) -> dict[str, Any]:
    return {"files": {f"review[{name}]": (None, text) for name, text in fields.items()}}


@pytest.mark.parametrize("written", [_as_texts, _as_form, _as_parts])
def test_a_review_can_be_written_as_rails_lets_one_write_it(
    client: httpx.Client, due: int, written: Callable[[dict[str, str]], dict[str, Any]]
) -> None:
    fields = {
        "subject_id": str(due),
        "incorrect_meaning_answers": "1",
        "incorrect_reading_answers": "0",
        "created_at": "",
    }
    answer = client.post("reviews/", **written(fields))
    assert answer.status_code == 201, answer.text
    assert answer.json()["data"]["incorrect_meaning_answers"] == 1


MALFORMED = [
    b"{",
    b"[1]",
    b"null",
    b"17",
    b'{"review": NaN',
    b"[" * 100_000,
    b"\xff\xfe\x00",
    b'{"a": 1' + b"0" * 9000,
]


@pytest.mark.parametrize("body", MALFORMED)
def test_malformed_json_is_a_bad_request(client: httpx.Client, body: bytes) -> None:
    answer = client.post("reviews", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (400, {"error": "Bad Request", "code": 400})


def test_a_form_that_contradicts_itself_is_a_bad_request(client: httpx.Client) -> None:
    for form in ({"review": "1", "review[subject_id]": "1"}, {"review[a]": "1", "review[a][]": "1"}):
        refused(client.post("reviews", data=form), 400)


def test_a_body_without_end_is_refused(client: httpx.Client) -> None:
    body = b" " * (2 << 20)
    answer = client.post("reviews", content=body, headers={"Content-Type": "application/json"})
    refused(answer, 413)
