"""The addresses, methods and tokens of requests, and requests of random content."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import create_environ, run_wsgi_app

from collector.simulator.api.application import SimulatedWaniKani
from tests.examples import examples
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import TOKEN, small_world


@pytest.mark.parametrize("name", ["user", "summary", "subjects", "subjects/1", "reviews", "voice_actors/2"])
def test_a_trailing_slash_makes_no_difference(client: httpx.Client, name: str) -> None:
    assert client.get(f"{name}/").json() == client.get(name).json()


def test_a_client_may_leave_out_the_revision(api: SimulatedWaniKani) -> None:
    with client_of(api) as client:
        del client.headers["Wanikani-Revision"]
        assert client.get("user").status_code == 200


@pytest.mark.parametrize("name", ["user", "assignments", "subjects/1", "nothing", "subjects/4711"])
def test_a_head_says_what_a_get_would_without_the_body(client: httpx.Client, name: str) -> None:
    got, head = client.get(name), client.head(name)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for header in ("Content-Type", "Content-Length", "ETag", "Last-Modified"):
        assert head.headers.get(header) == got.headers.get(header)


NOT_THERE = [
    ("POST", "user", "GET, HEAD, PATCH, PUT"),
    ("DELETE", "subjects", "GET, HEAD"),
    ("POST", "summary", "GET, HEAD"),
    ("PUT", "reviews", "GET, HEAD, POST"),
    ("DELETE", "study_materials/1", "GET, HEAD, PATCH, PUT"),
    ("POST", "assignments/1/start", "PUT"),
    ("PATCH", "subjects/1", "GET, HEAD"),
]


@pytest.mark.parametrize(("method", "name", "allowed"), NOT_THERE)
def test_a_method_that_is_not_there_is_refused_with_those_that_are(
    client: httpx.Client, method: str, name: str, allowed: str
) -> None:
    answer = client.request(method, name)
    assert (answer.status_code, answer.json()) == (405, {"error": "Method not allowed", "code": 405})
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/", "/v2", "/v2/", "/v1/user", "/v2/user/1", "/v2//user", "/v2/subjects/1/2"]
)
@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_an_address_of_nothing_is_not_found(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, f"https://api.wanikani.test{path}")
    assert (answer.status_code, answer.json()) == (404, {"error": "Not found", "code": 404})


def test_a_missing_token_is_answered_in_the_services_own_words(api: SimulatedWaniKani) -> None:
    with client_of(api, "wrong") as client:
        for name in ("user", "nothing"):
            assert client.get(name).json() == {"error": "Unauthorized. Nice try.", "code": 401}


@pytest.mark.parametrize("written", ["Bearer {}", "Token token={}", 'Token token="{}"', "Bearer  {}"])
def test_the_token_may_be_written_in_each_way_that_rails_reads(api: SimulatedWaniKani, written: str) -> None:
    with client_of(api) as client:
        assert client.get("user", headers={"Authorization": written.format(TOKEN)}).status_code == 200
        assert client.get("user", headers={"Authorization": written.format("x")}).status_code == 401
        assert client.get("user", headers={"Authorization": written.format("")}).status_code == 401


NAMES = st.sampled_from(["user", "summary", "subjects", "assignments", "reviews", "assignments/1/start", "x"])
FILTERS = st.sampled_from(
    [
        "ids",
        "levels",
        "hidden",
        "updated_after",
        "page_after_id",
        "in_review",
        "available_before",
        "slugs",
        "ids[]",
    ]
)
TEXTS = st.one_of(st.text(max_size=12), st.sampled_from(["1", "1,2", "true", "2024-05-06T12:00:00Z", "-1"]))
VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "assignment_id",
        "created_at",
        "incorrect_meaning_answers",
        "incorrect_reading_answers",
        "meaning_note",
        "meaning_synonyms",
        "preferences",
        "started_at",
        "subject_id",
    ]
)
WRITTEN = st.dictionaries(
    st.sampled_from(["review", "assignment", "study_material", "user"]),
    st.one_of(st.dictionaries(FIELDS, VALUES, max_size=5), VALUES),
    max_size=2,
)
API = SimulatedWaniKani(small_world(), token=TOKEN, requests_a_minute=10**9)
CLIENT = client_of(API)


def understood(answer: httpx.Response) -> bool:
    if answer.status_code in {200, 201}:
        return "object" in answer.json()
    return answer.status_code in {400, 404, 405, 422} and set(answer.json()) == {"error", "code"}


@settings(max_examples=examples(150))
@given(NAMES, st.dictionaries(FILTERS, TEXTS, max_size=4))
def test_every_read_is_answered_in_json(name: str, params: dict[str, str]) -> None:
    assert understood(CLIENT.get(name, params=params))


@settings(max_examples=examples(150))
@given(
    st.sampled_from(
        [("POST", "reviews"), ("PUT", "assignments/1/start"), ("PUT", "user"), ("POST", "study_materials")]
    ),
    WRITTEN,
)
def test_every_write_is_answered_in_json(where: tuple[str, str], body: dict[str, Any]) -> None:
    assert understood(CLIENT.request(*where, json=body))
    assert CLIENT.get("assignments").status_code == 200
    assert CLIENT.get("study_materials").status_code == 200


def test_an_address_with_bytes_that_are_no_text_is_answered(api: SimulatedWaniKani) -> None:
    environ = create_environ("/v2/subjects", headers={"Authorization": f"Bearer {TOKEN}"})
    environ["QUERY_STRING"] = "slugs=\xff\xfe"
    body, status, _ = run_wsgi_app(api, environ)
    assert status == "200 OK"
    assert json.loads(b"".join(body))["data"] == []
