from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.world import World
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import NOON, TOKEN, bring_to, of_kind

ENDPOINTS = [
    "user",
    "summary",
    "subjects",
    "assignments",
    "review_statistics",
    "reviews",
    "level_progressions",
    "resets",
    "spaced_repetition_systems",
    "study_materials",
    "voice_actors",
]


@pytest.mark.parametrize("name", ENDPOINTS)
def test_every_endpoint_answers_and_then_says_that_nothing_changed(client: httpx.Client, name: str) -> None:
    first = client.get(name)
    assert first.status_code == 200
    again = client.get(name, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    by_date = client.get(name, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert by_date.status_code == 304


CHANGES: list[tuple[str, Callable[[World], object]]] = [
    ("user", lambda world: world.rename("another")),
    ("summary", lambda world: world.start(world.lessons()[0])),
    ("summary", lambda world: world.advance(NOON + timedelta(hours=1))),
    ("summary", lambda world: world.begin_vacation()),
    ("subjects", lambda world: world.hide_subject(1)),
    ("assignments", lambda world: world.start(world.lessons()[0])),
    ("review_statistics", lambda world: world.start(world.lessons()[0])),
    ("level_progressions", lambda world: world.start(world.lessons()[0])),
    ("resets", lambda world: world.request_reset(1)),
    ("study_materials", lambda world: world.add_study_material(1, "a note")),
]


@pytest.mark.parametrize(("name", "change"), CHANGES)
def test_a_change_is_no_longer_not_modified(
    world: World, client: httpx.Client, name: str, change: Callable[[World], object]
) -> None:
    first = client.get(name)
    world.advance(NOON + timedelta(seconds=90))
    change(world)
    assert client.get(name, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(name, headers=since).status_code == 200


def test_an_etag_wins_over_a_date(client: httpx.Client) -> None:
    first = client.get("assignments")
    headers = {"If-None-Match": 'W/"another"', "If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("assignments", headers=headers).status_code == 200


def test_the_etag_of_another_request_does_not_match(client: httpx.Client) -> None:
    etag = client.get("assignments").headers["ETag"]
    narrowed = client.get("assignments", params={"srs_stages": "0"}, headers={"If-None-Match": etag})
    assert narrowed.status_code == 200


def test_a_subject_that_changes_level_changes_what_a_filter_by_level_says(
    world: World, client: httpx.Client
) -> None:
    (radical,) = of_kind(world, "radical")
    question = {"levels": "1"}
    first = client.get("assignments", params=question)
    world.move_subject(radical, 2)
    again = client.get("assignments", params=question, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert radical not in [row["data"]["subject_id"] for row in again.json()["data"]]


@pytest.mark.parametrize("authorization", ["", "Bearer wrong", TOKEN])
def test_without_the_right_token_the_answer_is_401(client: httpx.Client, authorization: str) -> None:
    response = client.get("user", headers={"Authorization": authorization})
    assert response.status_code == 401
    assert response.json()["code"] == 401
    assert isinstance(response.json()["error"], str)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "nothing", 404), ("DELETE", "user", 405)])
def test_what_does_not_exist_is_refused_in_json(
    client: httpx.Client, method: str, path: str, status: int
) -> None:
    response = client.request(method, path)
    assert response.status_code == response.json()["code"] == status


def test_the_date_is_the_worlds(world: World, client: httpx.Client) -> None:
    world.advance(NOON + timedelta(days=400, seconds=5, microseconds=900_000))
    date = client.get("user").headers["Date"]
    assert parsedate_to_datetime(date) == NOON + timedelta(days=400, seconds=5)


def test_the_world_is_brought_to_the_present_before_every_request(world: World) -> None:
    clock = iter([NOON + timedelta(hours=1), NOON + timedelta(hours=2)])
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(next(clock)))
    with client_of(api) as client:
        hours = [client.get("summary").json()["data_updated_at"] for _ in range(2)]
    assert hours == ["2024-05-06T13:00:00.000000Z", "2024-05-06T14:00:00.000000Z"]


def test_sixty_requests_a_minute_are_answered_and_then_none_until_the_reset(
    world: World, client: httpx.Client
) -> None:
    world.advance(NOON + timedelta(seconds=20))
    answers = [client.get("user") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers[-3:]] == ["1", "0", "0"]
    refused = answers[-1]
    assert refused.json()["code"] == 429
    assert refused.headers["RateLimit-Limit"] == "60"
    reset = int(refused.headers["RateLimit-Reset"])
    assert reset == (NOON + timedelta(minutes=1)).timestamp()
    world.advance(datetime.fromtimestamp(reset, NOON.tzinfo))
    assert client.get("user").status_code == 200


def test_not_modified_counts_as_a_request_too(client: httpx.Client) -> None:
    etag = client.get("user").headers["ETag"]
    again = client.get("user", headers={"If-None-Match": etag})
    assert (again.status_code, again.headers["RateLimit-Remaining"]) == (304, "58")


def test_a_fault_happens_as_often_as_asked_and_only_on_its_path(
    api: SimulatedWaniKani, client: httpx.Client
) -> None:
    api.fail("/assignments", times=2)
    assert client.get("user").status_code == 200
    assert [client.get("assignments").status_code for _ in range(3)] == [500, 500, 200]


def test_a_fault_is_json_html_or_a_redirect_with_headers_as_asked(
    api: SimulatedWaniKani, client: httpx.Client
) -> None:
    api.fail("/v2/user", status=503, headers={"Retry-After": "120"})
    api.fail("/v2/user", status=503, body="<html>Maintenance</html>")
    api.fail("/v2/user", status=403, body={"error": "The user is hibernating", "code": 403})
    api.fail("/v2/user", status=301, headers={"Location": "https://elsewhere.test/v2/user"})
    plain, html, hibernating, redirect = (client.get("user") for _ in range(4))
    assert (plain.json(), plain.headers["Retry-After"]) == (
        {"error": "Service Unavailable", "code": 503},
        "120",
    )
    assert (html.headers["Content-Type"], html.text) == (
        "text/html; charset=utf-8",
        "<html>Maintenance</html>",
    )
    assert hibernating.json()["error"] == "The user is hibernating"
    assert redirect.headers["Location"] == "https://elsewhere.test/v2/user"


def test_a_fault_can_wait_for_one_page(world: World) -> None:
    api = SimulatedWaniKani(world, token=TOKEN, per_page=10)
    api.fail("/v2/subjects?page_after_id=10")
    with client_of(api) as client:
        first = client.get("subjects")
        assert first.status_code == 200
        assert client.get(first.json()["pages"]["next_url"]).status_code == 500


def test_the_world_can_move_between_two_requests(
    world: World, api: SimulatedWaniKani, client: httpx.Client
) -> None:
    (radical,) = of_kind(world, "radical")
    api.before("/assignments", lambda: world.start(radical))
    assert client.get("review_statistics").json()["total_count"] == 0
    rows = client.get("assignments").json()["data"]
    assert [row["data"]["srs_stage"] for row in rows if row["data"]["subject_id"] == radical] == [1]
    assert client.get("assignments").status_code == 200


def test_hooks_of_the_same_path_run_one_for_each_answer(api: SimulatedWaniKani, client: httpx.Client) -> None:
    ran: list[str] = []
    api.before("/user", lambda: ran.append("first"))
    api.before("/user", lambda: ran.append("second"))
    client.get("user")
    assert ran == ["first"]
    client.get("user")
    assert ran == ["first", "second"]


def test_a_hook_can_break_the_connection(api: SimulatedWaniKani, client: httpx.Client) -> None:
    def unplug() -> None:
        raise httpx.ConnectError("unplugged")

    api.before("/user", unplug)
    with pytest.raises(httpx.ConnectError):
        client.get("user")
    assert client.get("user").status_code == 200


def test_requests_are_remembered_with_their_answers(api: SimulatedWaniKani, client: httpx.Client) -> None:
    client.get("subjects", params={"levels": "1,2"})
    client.get("nothing")
    assert api.requests == [("GET", "/v2/subjects?levels=1%2C2", 200), ("GET", "/v2/nothing", 404)]


def test_reviews_are_empty_even_after_many_reviews(world: World, client: httpx.Client) -> None:
    bring_to(world, world.lessons()[0], 5)
    answer = client.get("reviews").json()
    assert (answer["total_count"], answer["data"], answer["data_updated_at"]) == (0, [], None)
    assert answer["pages"] == {"per_page": 1000, "next_url": None, "previous_url": None}


def test_services_of_one_world_write_a_large_page_once_and_never_an_old_one() -> None:
    world = World(NOON, levels=20, per_level=40)
    first, second = (client_of(SimulatedWaniKani(world, token=TOKEN)) for _ in range(2))
    short = client_of(SimulatedWaniKani(world, token=TOKEN, per_page=300))
    page = first.get("subjects").content
    assert len(page) > 2**19
    assert second.get("subjects").content == page
    assert len(short.get("subjects").json()["data"]) == 300
    world.hide_subject(1)
    assert second.get("subjects").json()["data"][0]["data"]["hidden_at"] is not None
    assert (
        client_of(SimulatedWaniKani(World(NOON, levels=20, per_level=40), token=TOKEN))
        .get("subjects")
        .content
        == page
    )
