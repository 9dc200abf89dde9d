"""What narrows a collection, parameter by parameter, next to what the world knows."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from collector.simulator.world.account_rows import Assignment
from collector.simulator.world.game_rules import BURNED
from collector.simulator.world.world import World
from tests.simulator.world_moves import (
    assignment,
    bring_to,
    finish_level,
    of_kind,
    statistic,
    wait_for_review,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def world(world: World) -> World:
    """Items in all states: locked again, in lessons, due, resting, burned, resurrected, hidden."""
    finish_level(world)
    burned, back = of_kind(world, "kanji")[:2]
    for subject_id in (burned, back):
        bring_to(world, subject_id, BURNED)
    world.resurrect(back)
    for subject_id in world.lessons()[:4]:
        world.start(subject_id)
        wait_for_review(world, subject_id)
        world.review(subject_id, meaning_wrong=subject_id % 2)
    world.hide(world.lessons()[-1])
    world.advance(world.now + 3 * HOUR)
    world.start(world.lessons()[0])
    return world


def found(client: httpx.Client, name: str, query: str) -> list[Any]:
    answer = client.get(f"{name}?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.json()["total_count"] == len(answer.json()["data"])
    return [row["id"] for row in answer.json()["data"]]


def those(world: World, wanted: Callable[[Assignment], bool]) -> list[int]:
    return [row.id for row in world.assignments if wanted(row)]


BY_STATE: list[tuple[str, Callable[[Assignment], bool]]] = [
    ("unlocked=true", lambda row: row.unlocked_at is not None),
    ("started=true", lambda row: row.started_at is not None),
    ("started=false", lambda row: row.started_at is None),
    ("passed=true", lambda row: row.passed_at is not None),
    ("passed=false", lambda row: row.passed_at is None),
    ("burned=true", lambda row: row.burned_at is not None),
    ("burned=false", lambda row: row.burned_at is None),
    ("resurrected=true", lambda row: row.resurrected_at is not None),
    ("resurrected=false", lambda row: row.resurrected_at is None),
    ("hidden=true", lambda row: row.hidden),
    ("hidden=false", lambda row: not row.hidden),
    ("in_review", lambda row: 1 <= row.stage <= 8),
    ("srs_stages=0,9", lambda row: row.stage in {0, 9}),
    ("subject_types=kanji,kana_vocabulary", lambda row: row.subject_type in {"kanji", "kana_vocabulary"}),
    ("subject_types=hologram", lambda row: row.subject_type == "hologram"),
]


@pytest.mark.parametrize(("query", "wanted"), BY_STATE)
def test_assignments_by_their_state(
    world: World, client: httpx.Client, query: str, wanted: Callable[[Assignment], bool]
) -> None:
    assert found(client, "assignments", query) == those(world, wanted)


def test_burned_means_once_burned_and_the_stage_says_what_is_burned_now(
    world: World, client: httpx.Client
) -> None:
    assert len(found(client, "assignments", "burned=true")) == 2
    assert len(found(client, "assignments", "srs_stages=9")) == 1


def test_a_reset_leaves_assignments_that_are_not_unlocked(world: World, client: httpx.Client) -> None:
    world.request_reset(1)
    world.carry_out_reset()
    locked = those(world, lambda row: row.unlocked_at is None)
    assert locked
    assert found(client, "assignments", "unlocked=false") == locked


FLAGS = [
    ("burned", True),
    ("burned=", True),
    ("burned=true", True),
    ("burned=TRUE", True),
    ("burned=1", True),
    ("burned=false", False),
    ("burned=0", False),
    ("burned=False", False),
]


@pytest.mark.parametrize(("query", "said"), FLAGS)
def test_a_flag_can_be_written_in_many_ways(
    world: World, client: httpx.Client, query: str, said: bool
) -> None:
    assert found(client, "assignments", query) == those(
        world, lambda row: (row.burned_at is not None) is said
    )


def test_what_can_be_studied_now_is_what_the_summary_says(world: World, client: httpx.Client) -> None:
    summary = client.get("summary").json()["data"]
    for query, rows in [
        ("immediately_available_for_lessons", summary["lessons"]),
        ("immediately_available_for_review=true", summary["reviews"][:1]),
    ]:
        ids = [assignment(world, subject_id).id for subject_id in rows[0]["subject_ids"]]
        assert ids
        assert found(client, "assignments", query) == sorted(ids)


def test_asking_not_to_be_narrowed_to_what_is_there_now_narrows_nothing(
    world: World, client: httpx.Client
) -> None:
    for name in ("immediately_available_for_lessons", "immediately_available_for_review", "in_review"):
        assert len(found(client, "assignments", f"{name}=false")) == len(world.assignments)


def test_available_before_and_after_include_the_moment_itself(world: World, client: httpx.Client) -> None:
    due_at = min(row.available_at for row in world.assignments if row.available_at is not None)
    tick = timedelta(microseconds=1)
    due = those(world, lambda row: row.available_at == due_at)
    later = those(world, lambda row: row.available_at is not None and row.available_at > due_at)

    def available(name: str, moment: str) -> list[int]:
        return found(client, "assignments", str(httpx.QueryParams({name: moment})))

    assert available("available_before", due_at.isoformat()) == due
    assert available("available_before", (due_at - tick).isoformat()) == []
    assert available("available_after", due_at.isoformat()) == sorted([*due, *later])
    assert available("available_after", (due_at + tick).isoformat()) == later


def test_filters_are_joined_with_and(world: World, client: httpx.Client) -> None:
    query = "levels=1&subject_types=kanji&burned=true&srs_stages=1,9&ids=1,2,3,4,5,6,7,8&colour=blue"
    assert found(client, "assignments", query) == those(
        world,
        lambda row: (
            row.subject_type == "kanji" and row.burned_at is not None and row.id < 9 and row.stage in {1, 9}
        ),
    )


def test_statistics_by_their_percentage_strictly(world: World, client: httpx.Client) -> None:
    percentages = {row.id: row.percentage_correct for row in world.statistics}
    some = sorted(set(percentages.values()))[1]
    above = found(client, "review_statistics", f"percentages_greater_than={some}")
    below = found(client, "review_statistics", f"percentages_less_than={some}")
    assert above == [row_id for row_id, percentage in percentages.items() if percentage > some]
    assert below == [row_id for row_id, percentage in percentages.items() if percentage < some]
    assert above
    assert below
    both = f"percentages_greater_than={some - 1}&percentages_less_than={some + 1}"
    assert set(found(client, "review_statistics", both)) == set(percentages) - {*above, *below}


def test_statistics_by_their_subject(world: World, client: httpx.Client) -> None:
    kanji = of_kind(world, "kanji")
    query = f"subject_ids={kanji[1]},{kanji[0]}&subject_types=kanji"
    assert found(client, "review_statistics", query) == [
        statistic(world, subject_id).id for subject_id in sorted(kanji[:2])
    ]


def test_subjects_by_slug_type_and_level(world: World, client: httpx.Client) -> None:
    subject = world.subjects[of_kind(world, "kanji", 2)[0]]
    assert found(client, "subjects", f"slugs={subject.slug}&types=kanji") == [subject.id]
    assert found(client, "subjects", f"slugs={subject.slug}&levels=1&types=kanji") == []


def test_study_materials_by_their_subject_and_whether_it_is_hidden(
    world: World, client: httpx.Client
) -> None:
    radical, kanji = of_kind(world, "radical")[0], of_kind(world, "kanji")[0]
    for subject_id in (radical, kanji):
        world.add_study_material(subject_id, "a note")
    world.hide(kanji)
    assert found(client, "study_materials", f"subject_ids={radical}") == [1]
    assert found(client, "study_materials", "subject_types=kanji") == [2]
    assert found(client, "study_materials", "hidden=true") == [2]
    assert found(client, "study_materials", "hidden=false&ids=1,2") == [1]


LISTS = [
    "ids[]=1&ids[]=2",
    "ids%5B%5D=1&ids%5B%5D=2",
    "ids[0]=1&ids[1]=2",
    "ids=1,2",
    "ids=1,%202,",
    "ids=7&ids=1,2",
]


@pytest.mark.parametrize("query", LISTS)
def test_a_list_is_read_as_rails_reads_it_and_of_the_same_name_the_last_counts(
    client: httpx.Client, query: str
) -> None:
    assert found(client, "assignments", query) == [1, 2]


EMPTY = ["ids=", "srs_stages=&levels=,", "updated_after=", "available_before=", "page_after_id=", "ids[]="]


@pytest.mark.parametrize("query", EMPTY)
def test_a_parameter_without_a_value_narrows_nothing(world: World, client: httpx.Client, query: str) -> None:
    assert len(found(client, "assignments", query)) == len(world.assignments)


TIMES = [
    "2024-05-06T12:00:00Z",
    "2024-05-06T12:00:00.000000Z",
    "2024-05-06T12:00:00.000000000Z",
    "2024-05-06T12:00:00",
    "2024-05-06T14:00:00%2B02:00",
    "2024-05-06T12:00:00+00:00",
    "2024-05-06",
    "2024-05-06T9:00:00Z",
]


@pytest.mark.parametrize("text", TIMES)
def test_a_time_may_be_written_in_any_of_the_usual_ways(client: httpx.Client, text: str) -> None:
    assert client.get(f"assignments?updated_after={text}").status_code == 200


NOT_TIMES = ["yesterday", "2024-13-01", "0001-01-01T00:00:00%2B10:00", "9999-12-31T23:59:59-10:00", "%00"]


@pytest.mark.parametrize("text", NOT_TIMES)
@pytest.mark.parametrize("name", ["updated_after", "available_before", "available_after"])
def test_an_invalid_time_is_refused(client: httpx.Client, name: str, text: str) -> None:
    answer = client.get(f"assignments?{name}={text}")
    assert answer.status_code == answer.json()["code"] == 422


NOT_STALE: list[tuple[str, Callable[[World], object]]] = [
    ("assignments?immediately_available_for_review", lambda world: world.advance(world.now + 24 * HOUR)),
    ("assignments?immediately_available_for_review", lambda world: world.begin_vacation()),
    (
        "assignments?immediately_available_for_lessons",
        lambda world: world.set_subscription(active=False, type="free", max_level_granted=1),
    ),
    ("assignments?immediately_available_for_lessons", lambda world: world.hide_subject(world.lessons()[0])),
    ("assignments?levels=2", lambda world: world.move_subject(of_kind(world, "kanji")[2], 2)),
]


@pytest.mark.parametrize(("url", "change"), NOT_STALE)
def test_what_decides_a_filter_decides_the_versions_too(
    world: World, client: httpx.Client, url: str, change: Callable[[World], object]
) -> None:
    first = client.get(url)
    world.advance(world.now + timedelta(seconds=2))
    change(world)
    for name, value in [
        ("If-None-Match", first.headers["ETag"]),
        ("If-Modified-Since", first.headers["Last-Modified"]),
    ]:
        again = client.get(url, headers={name: value})
        assert again.status_code == 200, name
        assert again.json()["data"] != first.json()["data"]


def test_time_alone_changes_no_answer_that_does_not_depend_on_it(world: World, client: httpx.Client) -> None:
    url = "assignments?available_before=2030-01-01T00:00:00Z&srs_stages=1,2,3&hidden=false"
    first = client.get(url)
    world.advance(world.now + timedelta(days=30))
    assert client.get(url, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
