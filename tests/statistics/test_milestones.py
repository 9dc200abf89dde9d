"""Milestones: all that the assignments' own timestamps show, each with a nanosecond of its own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Milestone
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import SECOND, Moment, nanoseconds
from collector.statistics.milestones import SLOTS, free_offset, milestones
from tests.statistics.items import NEW_KIND, NOON, after, assignment

LIFE = {
    "unlocked_at": after(0),
    "started_at": after(1),
    "passed_at": after(90),
    "burned_at": after(9000),
    "resurrected_at": after(9999),
}
KINDS_BY_FIELD = {field: field.removesuffix("_at") for field in LIFE}


def test_a_whole_life_gives_each_milestone_at_its_own_time() -> None:
    found = milestones([assignment(7, **LIFE)], {SubjectId(440): 5})
    assert found == [
        Milestone(
            assignment_id=AssignmentId(7),
            kind=KINDS_BY_FIELD[field],  # type: ignore[arg-type] # a name made of a field's
            at=at,
            subject_id=SubjectId(440),
            subject_type="kanji",
            level=5,
        )
        for field, at in LIFE.items()
    ]


@pytest.mark.parametrize(
    ("special", "kinds"),
    [
        pytest.param({}, [], id="an item still locked, or locked again by a reset, has none"),
        pytest.param({"unlocked_at": NOON}, ["unlocked"], id="a lesson that waits was unlocked"),
        pytest.param({"passed_at": NOON}, ["passed"], id="old rows may lack what came before"),
        pytest.param(
            {"unlocked_at": NOON, "hidden": True}, ["unlocked"], id="hiding an item does not undo its past"
        ),
        pytest.param(
            {**LIFE, "started_at": Moment(after(9999) + 12_345)},
            ["unlocked", "passed", "burned", "resurrected"],
            id="a start that came with a resurrection is no lesson",
        ),
        pytest.param(
            {**LIFE, "started_at": Moment(after(9999) + 60 * SECOND)},
            ["unlocked", "started", "passed", "burned", "resurrected"],
            id="a lesson long after a resurrection is one: a reset lies between",
        ),
    ],
)
def test_milestones_of_an_assignment(special: dict[str, Any], kinds: list[str]) -> None:
    assert [event.kind for event in milestones([assignment(**special)], {})] == kinds


def test_the_level_of_an_unknown_subject_is_left_open() -> None:
    (event,) = milestones([assignment(unlocked_at=NOON)], {SubjectId(441): 9})
    assert event.level is None


def test_an_unknown_kind_keeps_its_own_name() -> None:
    (event,) = milestones([assignment(subject_type=NEW_KIND, unlocked_at=NOON)], {})
    assert event.subject_type == NEW_KIND


@pytest.mark.parametrize(
    ("wanted", "taken", "expected"),
    [
        pytest.param(7, set(), 7, id="k starts at the assignment's id"),
        pytest.param(123_456_789, set(), 789, id="modulo a thousand"),
        pytest.param(7, {7, 8, 10}, 9, id="and takes the next that is free"),
        pytest.param(999, {999}, 0, id="after the last comes the first: it stays within the microsecond"),
        pytest.param(500, set(range(1000)) - {499}, 499, id="the last free one is found"),
        pytest.param(500, set(range(1000)), 1000, id="late by a microsecond is better than lost"),
        pytest.param(500, set(range(1002)), 1002, id="or by more"),
    ],
)
def test_k(wanted: int, taken: set[int], expected: int) -> None:
    begin = nanoseconds(NOON)
    assert free_offset(NOON, wanted, lambda time: time - begin in taken) == expected


def _written(events: list[tuple[int, int]]) -> list[int]:
    """Return the nanosecond that each event, of a microsecond and an assignment, is written at."""
    times: dict[int, None] = {}
    for microsecond, wanted in events:
        at = Moment(NOON + microsecond)
        times[nanoseconds(at) + free_offset(at, wanted, times.__contains__)] = None
    return list(times)


_EVENTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from((1, 2, 999, 1000, 1001, 1999))), max_size=60)


@given(_EVENTS)
def test_no_two_events_share_a_nanosecond_and_each_keeps_its_microsecond(
    events: list[tuple[int, int]],
) -> None:
    times = _written(events)
    assert len(times) == len(events)
    assert [time // 1000 - NOON for time in times] == [microsecond for microsecond, _ in events]


@given(_EVENTS)
def test_the_same_events_get_the_same_nanoseconds(events: list[tuple[int, int]]) -> None:
    assert _written(events) == _written(list(events))


def test_a_thousand_events_fill_a_microsecond_and_the_next_goes_beyond() -> None:
    times = _written([(0, 42)] * (SLOTS + 1) + [(1, 0)])
    assert sorted(times[:SLOTS]) == list(range(nanoseconds(NOON), nanoseconds(NOON) + SLOTS))
    assert times[SLOTS] == nanoseconds(NOON) + SLOTS
    assert times[SLOTS + 1] == nanoseconds(NOON) + SLOTS + 1
