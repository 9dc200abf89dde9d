from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.world.world import World
from tests.simulator.conftest import client_of
from tests.simulator.world_moves import (
    NOON,
    TOKEN,
    assignment,
    bring_to,
    finish_level,
    of_kind,
    small_world,
    statistic,
)

Answer = dict[str, Any]


def ask(client: httpx.Client, name: str, **params: str) -> Answer:
    # Empty parameters would make httpx drop those that a next_url carries.
    response = client.get(name, params=params or None)
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    return answer


def ids(answer: Answer) -> list[int]:
    return [row["id"] for row in answer["data"]]


def subject_ids(answer: Answer) -> list[int]:
    return [row["data"]["subject_id"] for row in answer["data"]]


@settings(max_examples=25, deadline=None)
@given(st.integers(min_value=1, max_value=40))
def test_walking_the_pages_finds_every_row_once_in_the_order_of_ids(per_page: int) -> None:
    world = small_world()
    api = SimulatedWaniKani(world, token=TOKEN, per_page=per_page, requests_a_minute=1000)
    found: list[int] = []
    url: str | None = "subjects"
    with client_of(api) as client:
        while url is not None:
            answer = ask(client, url)
            assert len(answer["data"]) <= per_page == answer["pages"]["per_page"]
            assert answer["total_count"] == len(world.subjects)
            found += ids(answer)
            url = answer["pages"]["next_url"]
    assert found == [subject.id for subject in world.subjects]


def test_a_page_can_be_left_backwards(world: World) -> None:
    with client_of(SimulatedWaniKani(world, token=TOKEN, per_page=10)) as client:
        first = ask(client, "subjects")
        second = ask(client, first["pages"]["next_url"])
        third = ask(client, second["pages"]["next_url"])
        back = ask(client, third["pages"]["previous_url"])
        back_again = ask(client, back["pages"]["previous_url"])
    assert first["pages"]["previous_url"] is back_again["pages"]["previous_url"] is None
    assert (ids(back), ids(back_again)) == (ids(second), ids(first))


def test_the_next_page_keeps_the_filters_the_origin_and_the_scope(world: World) -> None:
    with client_of(SimulatedWaniKani(world, token=TOKEN, per_page=2)) as client:
        first = ask(client, "subjects", levels="2,3", types="kanji")
        next_url = first["pages"]["next_url"]
        second = ask(client, next_url)
    assert next_url.startswith("https://api.wanikani.test/v2/subjects?")
    kanji = [*of_kind(world, "kanji", 2), *of_kind(world, "kanji", 3)]
    assert [*ids(first), *ids(second)] == kanji[:4]
    assert second["total_count"] == first["total_count"] == 6


def test_the_newest_change_is_that_of_the_whole_scope_not_of_the_page(world: World) -> None:
    world.advance(NOON + timedelta(hours=1))
    last = max(subject.id for subject in world.subjects)
    world.touch([last])
    with client_of(SimulatedWaniKani(world, token=TOKEN, per_page=5)) as client:
        answer = ask(client, "subjects")
        assert last not in ids(answer)
        assert answer["data_updated_at"] == "2024-05-06T13:00:00.000000Z"
        assert ask(client, "subjects", ids="1")["data_updated_at"] != "2024-05-06T13:00:00.000000Z"


def test_the_documented_page_sizes(client: httpx.Client) -> None:
    sizes = {name: ask(client, name)["pages"]["per_page"] for name in ("subjects", "reviews", "assignments")}
    assert sizes == {"subjects": 1000, "reviews": 1000, "assignments": 500}


def test_updated_after_is_strict_to_the_microsecond(world: World, client: httpx.Client) -> None:
    world.advance(NOON + timedelta(hours=1, microseconds=123_456))
    first, second = world.lessons()
    world.start(first)
    world.start(second)
    stamps = [assignment(world, subject_id).changed_at for subject_id in (first, second)]
    tick = timedelta(microseconds=1)

    def changed_after(moment: str) -> list[int]:
        return subject_ids(ask(client, "assignments", updated_after=moment))

    assert changed_after((stamps[0] - tick).isoformat()) == [first, second]
    assert changed_after(stamps[0].isoformat()) == [second]
    assert changed_after(stamps[1].isoformat()) == []


def test_nothing_matched_has_no_newest_change(world: World, client: httpx.Client) -> None:
    answer = ask(client, "assignments", updated_after=world.now.isoformat())
    assert (answer["total_count"], answer["data"], answer["data_updated_at"]) == (0, [], None)


REFUSED = [
    pytest.param({"updated_after": "2031-01-01T00:00:00Z"}, id="a moment in the future"),
    pytest.param({"updated_after": "yesterday"}, id="something that is no time"),
    pytest.param({"ids": "1,two"}, id="an id that is no number"),
    pytest.param({"hidden": "perhaps"}, id="neither true nor false"),
    pytest.param({"page_after_id": "x"}, id="a page that is no number"),
]


@pytest.mark.parametrize("params", REFUSED)
def test_a_parameter_that_makes_no_sense_is_refused(client: httpx.Client, params: dict[str, str]) -> None:
    response = client.get("assignments", params=params)
    assert response.status_code == response.json()["code"] == 422
    assert response.json()["error"]


def test_a_parameter_of_no_meaning_here_is_ignored(client: httpx.Client) -> None:
    assert ask(client, "resets", colour="blue")["total_count"] == 0


def test_assignments_can_be_narrowed(world: World, client: httpx.Client) -> None:
    finish_level(world)
    first, second = of_kind(world, "kanji")[:2]
    one = [str(first), str(second)]
    assert subject_ids(ask(client, "assignments", subject_ids=",".join(one))) == [first, second]
    assert ids(ask(client, "assignments", ids="2,3")) == [2, 3]
    assert set(subject_ids(ask(client, "assignments", subject_types="kanji"))) >= {first, second}
    passed = ask(client, "assignments", srs_stages="5,6")
    assert set(subject_ids(passed)) == {*of_kind(world, "radical"), *of_kind(world, "kanji")}
    level_two = subject_ids(ask(client, "assignments", levels="2"))
    assert {world.subjects[subject_id].level for subject_id in level_two} == {2}


def test_filters_narrow_together(world: World, client: httpx.Client) -> None:
    finish_level(world)
    answer = ask(client, "assignments", levels="1", subject_types="radical,kanji", srs_stages="5")
    assert set(subject_ids(answer)) == {*of_kind(world, "radical"), *of_kind(world, "kanji")}


def test_hidden_rows_can_be_asked_for_and_the_bare_name_is_a_yes(world: World, client: httpx.Client) -> None:
    first, second = world.lessons()
    world.start(first)
    world.hide(first)
    world.hide_subject(second)
    for name in ("assignments", "review_statistics"):
        assert subject_ids(ask(client, name, hidden="true")) == [first]
        assert first not in subject_ids(ask(client, name, hidden="false"))
        assert subject_ids(ask(client, name, hidden="")) == [first]
    assert ids(ask(client, "subjects", hidden="true")) == [second]


def test_an_assignment_says_how_far_the_learner_is(world: World, client: httpx.Client) -> None:
    (radical,) = of_kind(world, "radical")
    bring_to(world, radical, 2)
    (row,) = ask(client, "assignments", subject_ids=str(radical))["data"]
    assert row["object"] == "assignment"
    assert row["url"] == f"https://api.wanikani.test/v2/assignments/{row['id']}"
    assert row["data_updated_at"] == "2024-05-06T14:00:00.000000Z"
    assert row["data"] == {
        "created_at": "2024-05-06T12:00:00.012919Z",
        "subject_id": radical,
        "subject_type": "radical",
        "srs_stage": 2,
        "unlocked_at": "2024-05-06T12:00:00.012919Z",
        "started_at": row["data"]["started_at"],
        "passed_at": None,
        "burned_at": None,
        "available_at": "2024-05-06T18:00:00.000000Z",
        "resurrected_at": None,
        "hidden": False,
    }


def test_a_statistic_says_how_often_the_answers_were_right(world: World, client: httpx.Client) -> None:
    (radical,) = of_kind(world, "radical")
    bring_to(world, radical, 4)
    world.advance(world.now + timedelta(hours=23))
    world.review(radical, meaning_wrong=1)
    (row,) = ask(client, "review_statistics")["data"]
    assert row["object"] == "review_statistic"
    assert row["id"] == statistic(world, radical).id
    del row["data"]["created_at"]
    assert row["data"] == {
        "subject_id": radical,
        "subject_type": "radical",
        "meaning_correct": 4,
        "meaning_incorrect": 1,
        "meaning_max_streak": 3,
        "meaning_current_streak": 1,
        "reading_correct": 0,
        "reading_incorrect": 0,
        "reading_max_streak": 0,
        "reading_current_streak": 0,
        "percentage_correct": 80,
        "hidden": False,
    }


SHARED = {
    "created_at",
    "level",
    "slug",
    "hidden_at",
    "document_url",
    "characters",
    "meanings",
    "auxiliary_meanings",
    "meaning_mnemonic",
    "lesson_position",
    "spaced_repetition_system_id",
}
SPOKEN = {"parts_of_speech", "context_sentences", "pronunciation_audios"}
READ = {"readings", "reading_mnemonic", "component_subject_ids"}
OF_KIND = {
    "radical": {"amalgamation_subject_ids", "character_images"},
    "kanji": {
        *READ,
        "amalgamation_subject_ids",
        "visually_similar_subject_ids",
        "meaning_hint",
        "reading_hint",
    },
    "vocabulary": {*READ, *SPOKEN},
    "kana_vocabulary": SPOKEN,
    "hologram": set[str](),
}


@pytest.mark.parametrize("kind", OF_KIND)
def test_a_subject_has_the_documented_fields_of_its_kind(
    world: World, client: httpx.Client, kind: str
) -> None:
    world.add_subject(kind="hologram")
    rows = ask(client, "subjects", types=kind)["data"]
    assert rows
    for row in rows:
        assert row["object"] == kind
        assert set(row["data"]) == SHARED | OF_KIND[kind]
        assert [meaning["primary"] for meaning in row["data"]["meanings"]].count(True) == 1


def test_subjects_are_as_various_as_the_real_ones(client: httpx.Client) -> None:
    """A client that takes the first reading, or the only meaning, is caught here and not by WaniKani."""
    rows = [row["data"] for row in ask(client, "subjects")["data"]]
    assert {len(row["meanings"]) for row in rows} == {1, 2}
    assert {kind["type"] for row in rows for kind in row["auxiliary_meanings"]} == {"whitelist", "blacklist"}
    assert not all(row["auxiliary_meanings"] for row in rows)
    readings = [
        (reading["type"], reading["accepted_answer"])
        for row in rows for reading in row.get("readings", ()) if "type" in reading
    ]  # fmt: skip
    assert set(readings) == {("onyomi", True), ("kunyomi", False)}
    audios = [audio for row in rows for audio in row.get("pronunciation_audios", ())]
    assert {audio["content_type"] for audio in audios} == {"audio/webm", "audio/mpeg"}
    assert len({audio["url"] for audio in audios}) == len(audios)


def test_what_a_web_page_would_take_for_markup_is_escaped_as_the_service_does(client: httpx.Client) -> None:
    text = client.get("subjects?levels=1&types=kanji").text
    assert "levels=1\\u0026types=kanji" in text
    assert "\\u003ckanji\\u003e" in text
    assert "<" not in text
