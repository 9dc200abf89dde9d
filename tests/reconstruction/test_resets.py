"""What a reset leaves of an item, whole, by half, or not at all."""

from dataclasses import replace

import pytest

from collector.core.moments import SECOND, Moment
from collector.reconstruction.reconstruct import compare
from collector.reconstruction.resets import ResetEvidence, counters_decreased, newest_evidence
from collector.reconstruction.snapshots import (
    Answers,
    ComparisonResult,
    ItemState,
    NoReview,
    OneReview,
    Torn,
    Unexplained,
)
from tests.reconstruction.items import (
    comparison,
    found,
    item_state,
    learned,
    lesson_waits,
    reviewed,
    window,
    wiped,
    with_old_assignment,
    with_old_statistic,
)
from tests.statistics.items import after

FELL = "its counters decreased without a reset"
# A minute before the poll at one o'clock, and the half minute that the reset took to come to the item.
CONFIRMED = Moment(after(1) - 60 * SECOND)
REACHED = Moment(after(1) - 30 * SECOND)


def _compared(before: ItemState, now: ItemState, *resets: Moment, hours: float = 1) -> ComparisonResult:
    return compare(comparison(before, now, resets=resets), window(hours))


def test_a_whole_reset_is_no_review() -> None:
    assert _compared(item_state(), wiped(REACHED), CONFIRMED) == NoReview()


def test_a_reset_of_an_item_whose_lesson_waited_is_no_review() -> None:
    assert _compared(lesson_waits(), wiped(REACHED), CONFIRMED) == NoReview()


@pytest.mark.parametrize(
    "now",
    [
        pytest.param(
            with_old_statistic(wiped(REACHED), item_state()), id="its assignment is ahead, as it is read last"
        ),
        pytest.param(with_old_assignment(wiped(REACHED), item_state()), id="its statistic is ahead"),
    ],
)
def test_half_a_reset_is_waited_for_and_then_unexplained(now: ItemState) -> None:
    assert _compared(item_state(), now, CONFIRMED) == Torn()
    assert _compared(item_state(), now, CONFIRMED, hours=2) == Unexplained(FELL)


def test_a_reset_that_was_seen_by_half_is_whole_at_the_next_poll() -> None:
    assert _compared(item_state(), wiped(REACHED), CONFIRMED, hours=2) == NoReview()


def test_a_reset_without_its_row_is_waited_for_and_then_unexplained() -> None:
    assert _compared(item_state(), wiped(REACHED)) == Torn()
    assert _compared(item_state(), wiped(REACHED), hours=2) == Unexplained(FELL)


def test_a_lesson_after_a_reset_is_no_review() -> None:
    now = learned(wiped(after(0.1)), after(0.3))
    assert _compared(item_state(), now, after(0.1), hours=1) == NoReview()


def test_lesson_and_review_after_a_reset_can_lie_in_one_gap() -> None:
    now = reviewed(learned(wiped(after(0.1)), after(0.3)), after(4.5), reading=1)
    assert _compared(item_state(), now, after(0.1), hours=5) == OneReview(
        found(after(4.5), (1, 1), reading_incorrect=1)
    )


def test_reviews_after_a_reset_are_found_although_there_are_more_than_before() -> None:
    before = item_state(stage=2, meaning=Answers(1, 0, 1), reading=Answers(1, 0, 1))
    now = reviewed(learned(wiped(after(0.1)), after(0.3)), after(4.5))
    assert now.meaning == before.meaning, "the counters look as if nothing had happened"
    assert _compared(before, now, after(0.1), hours=5) == OneReview(found(after(4.5), (1, 2)))


def test_of_two_resets_in_a_row_the_newest_counts() -> None:
    once = reviewed(learned(wiped(after(0.1)), after(0.3)), after(4.5))
    resets = after(0.1), after(5)
    assert _compared(item_state(), wiped(after(5)), *resets, hours=6) == NoReview()
    again = reviewed(learned(wiped(after(5)), after(5.3)), after(10))
    assert _compared(item_state(), again, *resets, hours=11) == OneReview(found(after(10), (1, 2)))
    assert _compared(once, again, *resets, hours=11) == OneReview(found(after(10), (1, 2)))


def test_a_second_reset_that_did_not_yet_reach_the_item_does_not_hide_the_first() -> None:
    now = reviewed(learned(wiped(after(0.1)), after(0.3)), after(4.5))
    second = Moment(after(5) - 60 * SECOND)
    assert _compared(item_state(), now, after(0.1), second, hours=5) == OneReview(found(after(4.5), (1, 2)))


def test_an_older_reset_does_not_touch_an_item_that_was_learned_since() -> None:
    before = learned(wiped(after(-10)), after(-9))
    now = reviewed(before, after(0.5))
    late = 5 * 3600 + 1800
    assert _compared(before, now, after(-10)) == OneReview(found(after(0.5), (1, 2), late_seconds=late))


def test_a_reset_does_not_concern_an_item_that_came_to_its_level_later() -> None:
    now = reviewed(item_state(), after(0.5))
    assert _compared(item_state(), now, after(0.1)) == OneReview(found(after(0.5), (4, 5), late_seconds=1800))
    assert _compared(item_state(), item_state(), after(0.1)) == NoReview()


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        pytest.param(item_state(), ResetEvidence.NOTHING, id="not before it reached the item"),
        pytest.param(wiped(REACHED), ResetEvidence.WHOLE, id="all of it once both rows are empty"),
        pytest.param(
            with_old_statistic(wiped(REACHED), item_state()), ResetEvidence.HALF, id="half by its assignment"
        ),
        pytest.param(
            with_old_assignment(wiped(REACHED), item_state()), ResetEvidence.HALF, id="half by its statistic"
        ),
        pytest.param(
            learned(wiped(REACHED), Moment(REACHED + 5 * SECOND)),
            ResetEvidence.WHOLE,
            id="a lesson later all of it",
        ),
        pytest.param(
            reviewed(learned(wiped(REACHED), after(1.1)), after(6)),
            ResetEvidence.WHOLE,
            id="and a review later",
        ),
        pytest.param(
            reviewed(item_state(), after(2)),
            ResetEvidence.NOTHING,
            id="nothing if its old lesson still holds",
        ),
    ],
)
def test_how_much_of_a_reset_an_item_shows(now: ItemState, shown: ResetEvidence) -> None:
    expected = (shown, None if shown is ResetEvidence.NOTHING else CONFIRMED)
    assert newest_evidence(item_state(), now, (CONFIRMED,)) == expected


def test_a_reset_on_its_way_does_not_hide_the_first_review_of_an_item() -> None:
    before = learned(lesson_waits(), after(-5))
    now = reviewed(before, after(0.5), meaning=1)
    late = 3600 + 1800
    assert _compared(before, now, CONFIRMED) == OneReview(
        found(after(0.5), (1, 1), meaning_incorrect=1, late_seconds=late)
    )


def test_the_newest_reset_is_shown_whatever_their_order() -> None:
    now = reviewed(learned(wiped(after(5)), after(5.3)), after(10))
    assert newest_evidence(item_state(), now, (after(0.1), after(5))) == (ResetEvidence.WHOLE, after(5))
    assert newest_evidence(item_state(), now, (after(5), after(0.1))) == (ResetEvidence.WHOLE, after(5))


def test_without_a_reset_nothing_is_shown() -> None:
    assert newest_evidence(item_state(), wiped(REACHED), ()) == (ResetEvidence.NOTHING, None)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        pytest.param(item_state(), False, id="what stayed did not fall"),
        pytest.param(reviewed(item_state(), after(0.5), 1), False, id="a streak may fall, and a stage"),
        pytest.param(item_state(meaning=Answers(2, 0, 3)), True, id="right answers may not"),
        pytest.param(item_state(reading=Answers(2, 0, 3)), True, id="nor those to the reading"),
        pytest.param(replace(item_state(), started_at=None), True, id="nor may a lesson be undone"),
    ],
)
def test_what_only_a_reset_makes_fall(now: ItemState, expected: bool) -> None:
    assert counters_decreased(item_state(), now) is expected


def test_wrong_answers_may_not_become_fewer() -> None:
    assert counters_decreased(item_state(meaning=Answers(3, 1, 1)), item_state())


def test_a_second_reset_has_nothing_to_take_of_an_item_that_the_first_emptied() -> None:
    first = Moment(after(0.1) - 30 * SECOND)
    assert _compared(item_state(), wiped(after(0.1)), first, CONFIRMED) == NoReview()
    assert newest_evidence(item_state(), wiped(after(0.1)), (first, CONFIRMED)) == (
        ResetEvidence.WHOLE,
        first,
    )
