"""When the last review of an item was, by the stamps of its rows and by its due time."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import HOUR, SECOND, Moment
from collector.reconstruction.dating import Dated, last_review, may_lack_its_statistic
from collector.reconstruction.reconstruct import compare
from collector.reconstruction.snapshots import ItemState, OneReview
from tests.reconstruction.items import (
    WAITS,
    WRITING,
    comparison,
    edited,
    found,
    item_state,
    learned,
    lesson_waits,
    resurrected,
    reviewed,
    window,
)
from tests.statistics.items import NOON, after

AT = after(1.5)
IN_ITS_HOUR, LATER = after(1.75), after(2.5)
# Neither passing nor burning stamps such a review anywhere else.
PLAIN = reviewed(item_state(stage=2), AT)
PASSING = reviewed(item_state(stage=4), AT)
BURNING = reviewed(item_state(stage=8, passed_at=after(-5000)), AT)


def _away(now: ItemState, hours: float = 100.3) -> ItemState:
    """Return *now* after a vacation, which moved its due time and stamped its assignment."""
    due = None if now.available_at is None else after(hours, now.available_at)
    return replace(now, available_at=due, assignment_at=after(150))


@pytest.mark.parametrize(
    ("now", "at", "certain"),
    [
        pytest.param(PLAIN, AT, True, id="both rows were stamped by one writing"),
        pytest.param(PASSING, AT, True, id="so they were when it passed"),
        pytest.param(BURNING, AT, True, id="and when it burned"),
        pytest.param(_away(PASSING), AT, True, id="its passing tells, whatever a vacation did since"),
        pytest.param(_away(BURNING), AT, True, id="and so does its burning"),
        pytest.param(
            _away(PLAIN), AT, False, id="after a vacation the statistic's stamp is the best there is"
        ),
        pytest.param(
            replace(PLAIN, assignment_at=LATER), AT, False, id="an edited assignment leaves the statistic's"
        ),
        pytest.param(
            replace(PLAIN, statistic_at=LATER),
            Moment(AT - WRITING),
            False,
            id="an edited statistic leaves the assignment's",
        ),
        pytest.param(
            edited(PLAIN, LATER), after(1), False, id="if both were edited the due time gives the hour"
        ),
        pytest.param(
            edited(PLAIN, IN_ITS_HOUR), IN_ITS_HOUR, False, id="an edit in that hour may be the review itself"
        ),
        pytest.param(
            edited(PASSING, LATER),
            Moment(AT - WRITING),
            False,
            id="if both were edited a passing gives the time",
        ),
    ],
)
def test_when_the_last_review_was(now: ItemState, at: Moment, certain: bool) -> None:
    assert last_review(now, WAITS, NOON) == Dated(at, certain)


def test_two_stamps_that_the_due_time_contradicts_are_not_trusted() -> None:
    assert not last_review(replace(PLAIN, available_at=after(90)), WAITS, NOON).certain


def test_after_a_vacation_a_lost_stamp_can_be_any_moment_and_is_taken_as_the_earliest() -> None:
    now = replace(edited(PLAIN, after(150)), available_at=after(123.3))
    assert last_review(now, WAITS, NOON) == Dated(NOON, certain=False)


def test_what_burned_a_second_time_is_not_dated_by_the_first() -> None:
    again = replace(edited(BURNING, LATER), burned_at=after(-3000))
    assert last_review(again, WAITS, NOON) == Dated(NOON, certain=False)


def test_what_was_never_answered_has_no_last_review() -> None:
    with pytest.raises(ValueError, match="has a statistic"):
        last_review(lesson_waits(), WAITS, NOON)


STAMPS = st.integers(0, 4 * HOUR).map(lambda later: Moment(NOON + later))


@given(STAMPS, STAMPS, STAMPS, st.none() | STAMPS, st.none() | st.integers(0, 60).map(after))
def test_no_guess_is_before_the_earliest_or_after_the_statistic(
    earliest: Moment, assignment: Moment, statistic: Moment, passed: Moment | None, due: Moment | None
) -> None:
    now = replace(PLAIN, assignment_at=assignment, statistic_at=statistic, passed_at=passed, available_at=due)
    at, certain = last_review(now, WAITS, earliest)
    assert certain or min(earliest, statistic) <= at <= statistic
    assert not certain or at == statistic


@given(st.integers(1, 8), st.integers(0, 3), STAMPS)
def test_a_review_that_nothing_came_after_is_dated_exactly(stage: int, wrong: int, at: Moment) -> None:
    now = reviewed(item_state(stage=stage), at, wrong)
    assert last_review(now, WAITS, NOON) == Dated(at, certain=True)


def test_a_review_over_the_full_hour_is_exact_though_it_was_due_by_the_hour_before() -> None:
    before, full = item_state(stage=2), after(1)
    at = Moment(full + 2_000)
    now = reviewed(before, at)
    assert now.assignment_at == full - 10_000
    assert now.available_at == after(23), "by the assignment's stamp, in the hour from noon"
    assert compare(comparison(before, now), window(2)) == OneReview(found(at, (2, 3), late_seconds=3600))


def test_a_review_both_of_whose_stamps_were_overwritten_is_a_guess_in_the_right_hour() -> None:
    before = item_state(stage=2)
    now = edited(reviewed(before, AT), LATER)
    assert compare(comparison(before, now), window(3)) == OneReview(found(after(1), (2, 3), inferred=True))


def test_a_guess_is_never_before_the_review_that_is_known() -> None:
    before = item_state(stage=2)
    now = edited(reviewed(before, AT), LATER)
    known = comparison(before, now, last_review_at=after(1.25))
    outcome = compare(known, window(3))
    assert isinstance(outcome, OneReview)
    assert after(1.25) < outcome.review.at <= LATER


POLLED = after(1)
LESSON, RESURRECTION = learned(lesson_waits(), POLLED), resurrected(item_state(), POLLED)


def _stamped(late: float, now: ItemState = PLAIN) -> ItemState:
    """Return *now* as reviewed *late* seconds after the statistics were read."""
    at = Moment(POLLED + round(late * SECOND) + WRITING)
    return reviewed(item_state(stage=(now.stage or 1) - 1), at)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(_stamped(1), True, id="reviewed after the statistics were read"),
        pytest.param(_stamped(-2), True, id="or in the two seconds that their time is coarse"),
        pytest.param(_stamped(-2.000001), False, id="but not before"),
        pytest.param(_stamped(1, BURNING), True, id="burned, so never due"),
        pytest.param(LESSON, False, id="a lesson has no statistic to wait for"),
        pytest.param(RESURRECTION, False, id="nor has a resurrection"),
        pytest.param(
            replace(_stamped(1), available_at=after(99)), False, id="due at another time it was no review"
        ),
        pytest.param(
            replace(_stamped(1), available_at=None), False, id="without a due time it was none either"
        ),
    ],
)
def test_an_assignment_may_be_ahead_of_its_statistic(now: ItemState, expected: bool) -> None:
    assert may_lack_its_statistic(now, WAITS, window()) is expected
