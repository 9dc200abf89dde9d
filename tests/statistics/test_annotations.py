"""Marks on the charts: level-ups, resets, vacations, subscriptions, outages."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Annotation, LevelAttempt
from collector.core.model import LevelProgression, Subscription, User
from collector.core.moments import HOUR, Moment, instant
from collector.statistics import annotations
from collector.wanikani import decode
from tests.statistics.items import FREE, NOON, PAID, after, progression, reset, user

RECORDED = Path(__file__).parent.parent / "fixtures" / "recorded"
HOURLY = timedelta(hours=1)


def _recorded_levels() -> list[LevelProgression]:
    body = (RECORDED / "level_progressions.json").read_bytes()
    return decode.LEVEL_PROGRESSIONS.page(body, "/level_progressions").rows


def _told(marks: list[Annotation]) -> list[tuple[str, str, str]]:
    return [(mark.kind, mark.title, instant(mark.at).isoformat()) for mark in marks]


def test_a_level_up_is_marked_when_the_level_was_passed() -> None:
    assert annotations.level_ups([progression(7, passed_at=after(228))]) == [
        Annotation(after(228), "level_up", "Level 8", "Level 7 passed after 9.5 days.")
    ]


@pytest.mark.parametrize(
    ("row", "titles"),
    [
        pytest.param(progression(7), [], id="a level under way is no level-up"),
        pytest.param(progression(7, abandoned_at=NOON), [], id="an abandoned one neither"),
        pytest.param(progression(59, passed_at=NOON), ["Level 60"], id="the last level can be reached"),
        pytest.param(progression(60, passed_at=NOON), [], id="but not left"),
        pytest.param(
            progression(7, unlocked_at=None, passed_at=NOON), ["Level 8"], id="its begin may be unknown"
        ),
    ],
)
def test_level_ups(row: LevelProgression, titles: list[str]) -> None:
    assert [mark.title for mark in annotations.level_ups([row])] == titles


def test_the_recorded_levels_give_one_mark_for_each_that_was_passed() -> None:
    marks = annotations.level_ups(_recorded_levels())
    reached = [24, *range(11, 19), *range(30, 37)]
    assert [mark.title for mark in sorted(marks, key=lambda mark: mark.at)] == [
        f"Level {level}" for level in reached
    ]
    assert _told(marks)[0] == ("level_up", "Level 24", "2017-12-06T02:09:09.743494+00:00")


def test_a_reset_is_marked_when_it_was_confirmed() -> None:
    assert annotations.resets([reset(24, 20, NOON)]) == [
        Annotation(NOON, "reset", "Reset to level 20", "From level 24 back to level 20.")
    ]


def test_a_reset_that_was_never_confirmed_never_happened() -> None:
    assert annotations.resets([reset(24, 20, None)]) == []


def test_the_recorded_resets_are_all_marked() -> None:
    rows = decode.RESETS.page((RECORDED / "resets.json").read_bytes(), "/resets").rows
    marks = annotations.resets(rows)
    assert [mark.title for mark in marks] == [
        f"Reset to level {level}" for level in (20, 15, 10, 41, 20, 10, 1)
    ]
    assert _told(marks)[0] == ("reset", "Reset to level 20", "2018-02-13T00:27:28.257788+00:00")


HERE = user(updated_at=after(50))
AWAY = user(vacation_started_at=after(10), updated_at=after(20))
AWAY_AGAIN = user(vacation_started_at=after(40), updated_at=after(45))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(None, HERE, [], id="the first poll of a learner who is here"),
        pytest.param(None, AWAY, [("vacation_start", after(10))], id="the first poll of one who is away"),
        pytest.param(
            HERE, AWAY, [("vacation_start", after(10))], id="leaving is marked when it was, not when seen"
        ),
        pytest.param(AWAY, AWAY, [], id="being away is nothing new"),
        pytest.param(
            AWAY, HERE, [("vacation_end", after(50))], id="coming back is when the user row changed"
        ),
        pytest.param(
            AWAY,
            AWAY_AGAIN,
            [("vacation_end", after(40)), ("vacation_start", after(40))],
            id="back and away again between two polls: the first ended when the second began, at the latest",
        ),
    ],
)
def test_vacations(before: User | None, now: User, expected: list[tuple[str, Moment]]) -> None:
    assert [(mark.kind, mark.at) for mark in annotations.vacations(before, now)] == expected


LAPSED = Subscription(active=False, type="recurring", max_level_granted=3)


@pytest.mark.parametrize(
    ("before", "now", "titles"),
    [
        pytest.param(None, PAID, [], id="the first poll sees no change"),
        pytest.param(PAID, PAID, [], id="the same subscription is no mark"),
        pytest.param(FREE, PAID, ["Subscription: recurring, active, up to level 60"], id="another type"),
        pytest.param(PAID, LAPSED, ["Subscription: recurring, inactive, up to level 3"], id="it lapsed"),
        pytest.param(
            PAID,
            Subscription(True, "recurring", 3),
            ["Subscription: recurring, active, up to level 3"],
            id="only the granted level changed",
        ),
    ],
)
def test_a_change_of_subscription_is_marked_at_the_poll_that_saw_it(
    before: Subscription | None, now: Subscription, titles: list[str]
) -> None:
    known = None if before is None else user(subscription=before)
    marks = annotations.subscription(known, user(subscription=now), after(5))
    assert [(mark.at, mark.title) for mark in marks] == [(after(5), title) for title in titles]


@pytest.mark.parametrize(
    ("failed", "good", "marked"),
    [
        pytest.param([], 1, False, id="nothing failed"),
        pytest.param([1], 2, False, id="one failed poll is no outage"),
        pytest.param([1, 2, 3], 4, False, id="three intervals are not over three"),
        pytest.param([1, 2, 3], 4.01, True, id="a little more is"),
        pytest.param([1, 2, 3, 4], 5, True, id="four failed polls are an outage"),
        pytest.param([1], 200, False, id="a collector that was stopped after a failure saw no outage"),
        pytest.param([1, 2], 200, False, id="nor one that was stopped after two"),
        pytest.param([1, 2, 3, 4, 5], 200, True, id="an outage before the stop was seen"),
        pytest.param([1, 200, 201], 202, False, id="a stop between the tries is none"),
        pytest.param([1, 2.9, 4.8], 5, True, id="a poll that was missed once does not end the outage"),
        pytest.param([27, 28, 29, 30, 31], 8, True, id="a local clock that was ahead takes nothing away"),
        pytest.param([-9999, -9998], 2, False, id="a clock that was far behind adds nothing"),
    ],
)
def test_an_outage_is_marked_at_the_first_good_poll(failed: list[float], good: float, marked: bool) -> None:
    marks = annotations.outage([after(hours) for hours in failed], after(good), HOURLY)
    assert [(mark.kind, mark.at) for mark in marks] == ([("outage", after(good))] if marked else [])


def test_an_outage_says_how_long_was_tried() -> None:
    (mark,) = annotations.outage([after(hours) for hours in range(1, 6)], after(200), HOURLY)
    assert mark.text == "5 polls failed over 4.0 hours; the numbers in between are missing."


@given(st.integers(1, 12), st.sampled_from((15, 60, 360, 1440, 10080)))
def test_the_interval_is_the_measure_of_an_outage(failures: int, minutes: int) -> None:
    every = timedelta(minutes=minutes)
    tries = [Moment(NOON + number * minutes * HOUR // 60) for number in range(failures + 1)]
    assert bool(annotations.outage(tries[:-1], tries[-1], every)) is (failures > 3)


def test_every_attempt_at_a_level_is_one_of_its_own() -> None:
    rows = [
        progression(7, 1, abandoned_at=after(9)),
        progression(7, 2, unlocked_at=after(10), passed_at=after(99)),
        progression(8, 3, unlocked_at=None),
    ]
    assert annotations.attempts(rows) == [
        LevelAttempt(progression_id=1, level=7, unlocked_at=NOON, passed_at=None, abandoned=True),
        LevelAttempt(progression_id=2, level=7, unlocked_at=after(10), passed_at=after(99), abandoned=False),
    ]


def test_the_recorded_attempts_have_points_of_their_own() -> None:
    found = annotations.attempts(_recorded_levels())
    assert len({(attempt.level, attempt.unlocked_at) for attempt in found}) == len(_recorded_levels())
    assert [attempt.level for attempt in found if attempt.abandoned] == [24, 20, 15]
    assert all(attempt.passed_at is None or attempt.passed_at > attempt.unlocked_at for attempt in found)
