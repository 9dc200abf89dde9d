"""Lessons and reviews that a client does itself, over the wire."""

from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.api.render import instant
from collector.simulator.world.game_rules import available_at
from collector.simulator.world.world import World
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import (
    NOON,
    TOKEN,
    assignment,
    bring_to,
    finish_level,
    of_kind,
    pass_all,
    statistic,
    wait_for_review,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def lesson(world: World) -> int:
    """A radical whose lesson can be done."""
    return of_kind(world, "radical")[0]


@pytest.fixture
def kanji(world: World) -> int:
    """A kanji in stage 2 that has been due for three hours and a bit."""
    pass_all(world, of_kind(world, "radical"))
    subject_id = of_kind(world, "kanji")[0]
    bring_to(world, subject_id, 2)
    wait_for_review(world, subject_id)
    world.advance(world.now + 3 * HOUR + timedelta(minutes=7, microseconds=123_456))
    return subject_id


def start(client: httpx.Client, world: World, subject_id: int, **assignment_fields: object) -> httpx.Response:
    body = {"assignment": assignment_fields} if assignment_fields else None
    return client.put(f"assignments/{assignment(world, subject_id).id}/start", json=body)


def review(client: httpx.Client, **fields: object) -> httpx.Response:
    wrong = {"incorrect_meaning_answers": 0, "incorrect_reading_answers": 0}
    return client.post("reviews", json={"review": {**wrong, **fields}})


def refused(answer: httpx.Response, status: int = 422) -> str:
    assert answer.status_code == answer.json()["code"] == status, answer.text
    return str(answer.json()["error"])


def test_a_lesson_is_answered_with_the_assignment_as_it_is_now(
    world: World, client: httpx.Client, lesson: int
) -> None:
    answer = start(client, world, lesson)
    assert answer.status_code == 200
    row = answer.json()
    assert row == client.get(f"assignments/{row['id']}").json()
    assert row["data"]["srs_stage"] == 1
    assert (
        row["data"]["started_at"] == row["data_updated_at"] == instant(NOON + timedelta(microseconds=23_757))
    )
    assert row["data"]["available_at"] == "2024-05-06T14:00:00.000000Z"


def test_a_lesson_done_earlier_is_due_from_then_but_stamped_with_its_upload(
    world: World, client: httpx.Client, lesson: int
) -> None:
    done_at = NOON + timedelta(minutes=50)
    world.advance(NOON + 5 * HOUR)
    row = start(client, world, lesson, started_at=instant(done_at)).json()
    assert row["data"]["started_at"] == instant(done_at)
    assert row["data"]["available_at"] == "2024-05-06T14:00:00.000000Z"
    assert row["data_updated_at"] == "2024-05-06T17:00:00.000000Z"
    assert lesson in world.due()


def test_a_lesson_is_refused_where_it_cannot_be_done(world: World, client: httpx.Client, lesson: int) -> None:
    unlocked_at = assignment(world, lesson).unlocked_at
    assert unlocked_at is not None
    refused(start(client, world, lesson, started_at=instant(unlocked_at - HOUR)))
    refused(start(client, world, lesson, started_at=instant(world.now + HOUR)))
    refused(start(client, world, lesson, started_at="soon"))
    refused(start(client, world, lesson, started_at=17))
    assert start(client, world, lesson).status_code == 200
    refused(start(client, world, lesson))
    refused(client.put("assignments/4711/start"), 404)
    world.begin_vacation()
    refused(start(client, world, of_kind(world, "kana_vocabulary")[0]))


def test_a_lesson_above_the_users_level_is_refused_even_if_it_is_unlocked(
    world: World, client: httpx.Client, lesson: int
) -> None:
    world.move_subject(lesson, 3)
    refused(start(client, world, lesson))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing at all"),
        pytest.param({"json": {}}, id="an empty object"),
        pytest.param({"json": {"assignment": {}}}, id="an empty assignment"),
        pytest.param({"json": {"assignment": {"started_at": None}}}, id="null"),
        pytest.param({"json": {"assignment": {"started_at": ""}}}, id="an empty time"),
        pytest.param({"json": {"started_at": "1999-01-01T00:00:00Z"}}, id="a time beside what it belongs to"),
        pytest.param({"content": b"", "headers": {"Content-Type": "application/json"}}, id="empty JSON"),
        pytest.param({"content": b"started", "headers": {"Content-Type": "text/plain"}}, id="another kind"),
        pytest.param({"data": {"assignment[started_at]": ""}}, id="a form"),
    ],
)
def test_a_lesson_is_done_now_unless_a_time_is_given(
    world: World, client: httpx.Client, lesson: int, body: dict[str, Any]
) -> None:
    now = world.now
    answer = client.put(f"assignments/{assignment(world, lesson).id}/start/", **body)
    assert answer.json()["data"]["started_at"] == instant(now)


def test_a_review_is_answered_with_what_it_was_and_what_it_changed(
    world: World, client: httpx.Client, kanji: int
) -> None:
    now = world.now
    answer = review(
        client,
        assignment_id=assignment(world, kanji).id,
        incorrect_meaning_answers=1,
        incorrect_reading_answers=2,
    )
    assert answer.status_code == 201
    row = answer.json()
    updated = row.pop("resources_updated")
    assert row["object"] == "review"
    assert row["url"] == f"https://api.wanikani.test/v2/reviews/{row['id']}"
    assert row["data_updated_at"] == instant(now)
    assert row["data"] == {
        "created_at": instant(now),
        "assignment_id": assignment(world, kanji).id,
        "spaced_repetition_system_id": 2,
        "subject_id": kanji,
        "starting_srs_stage": 2,
        "ending_srs_stage": 1,
        "incorrect_meaning_answers": 1,
        "incorrect_reading_answers": 2,
    }
    for kind, rows in [("assignment", "assignments"), ("review_statistic", "review_statistics")]:
        (listed,) = client.get(rows, params={"subject_ids": str(kanji)}).json()["data"]
        assert (updated[kind], listed["object"]) == (listed, kind)


def test_the_truth_holds_what_clients_reviewed(world: World, client: httpx.Client, kanji: int) -> None:
    before, due_at = len(world.reviews), assignment(world, kanji).available_at
    review(client, subject_id=kanji, incorrect_reading_answers=1)
    (true,) = world.reviews[before:]
    row = assignment(world, kanji)
    assert (true.moment, true.counted_at) == (row.changed_at, statistic(world, kanji).changed_at)
    assert true.created_at == true.moment
    assert (true.starting_stage, true.ending_stage, true.due_at) == (2, 1, due_at)
    assert (true.meaning_wrong, true.reading_wrong) == (0, 1)


def test_a_review_uploaded_late_counts_from_its_moment_but_is_stamped_with_its_upload(
    world: World, client: httpx.Client, kanji: int
) -> None:
    uploaded_at, done_at = world.now, world.now - 2 * HOUR
    answer = review(client, subject_id=kanji, created_at=instant(done_at))
    row = answer.json()
    assert row["data"]["created_at"] == instant(done_at)
    assert row["data_updated_at"] == instant(uploaded_at)
    updated = row["resources_updated"]
    due_at = available_at(done_at, 3, 2)
    assert due_at is not None
    assert updated["assignment"]["data"]["available_at"] == instant(due_at)
    assert updated["assignment"]["data_updated_at"] == instant(uploaded_at)
    assert updated["review_statistic"]["data_updated_at"] > instant(uploaded_at)
    true = world.reviews[-1]
    assert (true.moment, true.created_at, true.uploaded_for) == (uploaded_at, done_at, done_at)


def test_passing_and_burning_happened_when_the_review_was_done(world: World, client: httpx.Client) -> None:
    (radical,) = of_kind(world, "radical")
    for stage, note in [(4, "passed_at"), (8, "burned_at")]:
        bring_to(world, radical, stage)
        wait_for_review(world, radical)
        done_at = world.now + timedelta(minutes=1)
        world.advance(done_at + timedelta(days=2))
        changed = review(client, subject_id=radical, created_at=instant(done_at)).json()["resources_updated"]
        assert changed["assignment"]["data"][note] == instant(done_at)
        assert changed["assignment"]["data_updated_at"] > instant(done_at + timedelta(days=1))


def test_what_a_pass_unlocks_and_the_level_it_earns_follow_as_ever(
    world: World, client: httpx.Client
) -> None:
    pass_all(world, of_kind(world, "radical"))
    for kanji in of_kind(world, "kanji"):
        bring_to(world, kanji, 4)
        wait_for_review(world, kanji)
        assert review(client, subject_id=kanji).status_code == 201
    assert client.get("user").json()["data"]["level"] == 2
    assert set(of_kind(world, "radical", 2)) <= set(world.lessons())


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        pytest.param({"incorrect_meaning_answers": -1}, 422, id="a negative number"),
        pytest.param({"incorrect_meaning_answers": "some"}, 422, id="no number"),
        pytest.param({"incorrect_meaning_answers": 1.5}, 422, id="half an answer"),
        pytest.param({"incorrect_meaning_answers": True}, 422, id="a yes"),
        pytest.param({"incorrect_meaning_answers": [1]}, 422, id="a list"),
        pytest.param({"incorrect_meaning_answers": None}, 422, id="null"),
        pytest.param({"incorrect_meaning_answers": 10**30}, 422, id="more than a number holds"),
        pytest.param({"created_at": "2031-01-01T00:00:00Z"}, 422, id="the future"),
        pytest.param({"created_at": "2024-05-06T12:00:00Z"}, 422, id="before it was due"),
        pytest.param({"created_at": "then"}, 422, id="no time"),
        pytest.param({"created_at": ["2024"]}, 422, id="a list of times"),
        pytest.param({"subject_id": None}, 422, id="no item"),
        pytest.param({"subject_id": 4711}, 404, id="an unknown subject"),
        pytest.param({"assignment_id": 4711}, 404, id="an unknown assignment"),
        pytest.param({"subject_id": 36}, 404, id="a subject that is locked"),
    ],
)
def test_a_review_that_makes_no_sense_is_refused_and_changes_nothing(
    world: World, client: httpx.Client, kanji: int, fields: dict[str, object], status: int
) -> None:
    before = (len(world.reviews), world.assignments.version, world.statistics.version)
    refused(review(client, **{"subject_id": kanji, **fields}), status)
    assert (len(world.reviews), world.assignments.version, world.statistics.version) == before


def test_a_review_is_refused_where_it_cannot_be_done(world: World, client: httpx.Client, kanji: int) -> None:
    resting = of_kind(world, "kana_vocabulary")[0]
    refused(review(client, subject_id=resting))
    world.start(resting)
    refused(review(client, subject_id=resting))
    wait_for_review(world, resting)
    refused(review(client, subject_id=resting, incorrect_reading_answers=1))
    world.begin_vacation()
    refused(review(client, subject_id=kanji))
    world.end_vacation()
    world.set_subscription(active=False, type="free", max_level_granted=0)
    refused(review(client, subject_id=kanji))


def test_writes_need_the_token_and_count_against_the_limit(world: World, lesson: int) -> None:
    api = SimulatedWaniKani(world, token=TOKEN, requests_a_minute=1)
    with client_of(api, "another") as client:
        refused(start(client, world, lesson), 401)
    with client_of(api) as client:
        assert start(client, world, lesson).headers["RateLimit-Remaining"] == "0"
        refused(start(client, world, of_kind(world, "kana_vocabulary")[0]), 429)


def test_the_hook_runs_only_after_a_client_studied(world: World, lesson: int) -> None:
    told: list[datetime] = []
    api = SimulatedWaniKani(world, token=TOKEN, studied=lambda: told.append(world.now))
    with client_of(api) as client:
        client.get("assignments")
        client.put("user", json={"user": {"preferences": {"lessons_batch_size": 3}}})
        client.post("study_materials", json={"study_material": {"subject_id": lesson}})
        refused(review(client, subject_id=lesson))
        assert told == []
        start(client, world, lesson)
        refused(start(client, world, lesson))
        assert len(told) == 1
        wait_for_review(world, lesson)
        review(client, subject_id=lesson)
        assert len(told) == 2


def test_the_learners_own_moves_are_as_they_were(world: World) -> None:
    """A late upload is a choice of the client's: without it a move is stamped with its own moment."""
    finish_level(world)
    for row in world.reviews:
        assert row.created_at == row.moment
        assert row.system == world.subjects[row.subject_id].system
