"""What happened to an item between two polls, case by case."""

from dataclasses import replace

import pytest

from collector.core.moments import SECOND, Moment
from collector.reconstruction.reconstruct import compare, first_seen
from collector.reconstruction.snapshots import (
    Answers,
    ComparisonResult,
    ItemState,
    NoReview,
    OneReview,
    SeveralReviews,
    Torn,
    Unexplained,
)
from tests.reconstruction.items import (
    ACCELERATED,
    WAITS,
    burned,
    comparison,
    edited,
    found,
    item_state,
    learned,
    lesson_waits,
    resurrected,
    reviewed,
    window,
    with_old_assignment,
    with_old_statistic,
)
from tests.statistics.items import NOON, after

HALF_PAST = after(0.5)
# Between the statistics and the assignments of a poll at one o'clock.
BETWEEN = Moment(after(1) + SECOND)
UNEVEN = "its meaning and its reading were not reviewed equally often"
NOWHERE = "no review by the rules leads there"


@pytest.mark.parametrize(
    ("stage", "wrong", "end"),
    [
        pytest.param(4, (0, 0), 5, id="a right review goes up"),
        pytest.param(4, (1, 0), 3, id="a wrong meaning goes down"),
        pytest.param(4, (0, 3), 2, id="three wrong readings go down two"),
        pytest.param(5, (1, 1), 3, id="from guru the fall is double"),
        pytest.param(1, (2, 1), 1, id="a failure that moves no stage is one all the same"),
        pytest.param(8, (0, 0), 9, id="the last one burns"),
    ],
)
def test_one_review_is_found_with_all_there_is_to_know(stage: int, wrong: tuple[int, int], end: int) -> None:
    before = item_state(stage=stage)
    outcome = compare(comparison(before, reviewed(before, HALF_PAST, *wrong)), window())
    assert outcome == OneReview(
        found(
            HALF_PAST, (stage, end), meaning_incorrect=wrong[0], reading_incorrect=wrong[1], late_seconds=1800
        )
    )


def test_how_late_a_review_was_is_not_known_once_a_vacation_moved_due_times() -> None:
    before = item_state()
    outcome = compare(comparison(before, reviewed(before, HALF_PAST)), window(due_times_moved=True))
    assert outcome == OneReview(found(HALF_PAST, (4, 5)))


def test_a_radical_has_no_reading_to_be_reviewed() -> None:
    before = item_state(reading=Answers())
    now = replace(reviewed(before, HALF_PAST, 1), reading=Answers())
    outcome = compare(comparison(before, now, has_reading=False), window())
    assert outcome == OneReview(found(HALF_PAST, (4, 3), meaning_incorrect=1, late_seconds=1800))


def _moved_by_vacation() -> ItemState:
    return replace(item_state(), available_at=after(70.25), assignment_at=HALF_PAST)


@pytest.mark.parametrize(
    ("before", "now"),
    [
        pytest.param(item_state(), item_state(), id="nothing changed"),
        pytest.param(item_state(), edited(item_state(), HALF_PAST), id="both rows were edited, to no effect"),
        pytest.param(
            item_state(), replace(item_state(), assignment_at=HALF_PAST), id="the assignment was touched"
        ),
        pytest.param(
            item_state(), replace(item_state(), statistic_at=HALF_PAST), id="the statistic was touched"
        ),
        pytest.param(item_state(), _moved_by_vacation(), id="a vacation moved the due time"),
        pytest.param(
            item_state(), replace(item_state(), available_at=None), id="a vacation took the due time away"
        ),
        pytest.param(lesson_waits(), learned(lesson_waits(), HALF_PAST), id="a lesson"),
        pytest.param(burned(), resurrected(burned(), HALF_PAST), id="a resurrection is no fall"),
        pytest.param(
            item_state(),
            replace(item_state(), hidden=True, stage=1, assignment_at=HALF_PAST),
            id="a hidden item moved",
        ),
    ],
)
def test_what_is_no_review(before: ItemState, now: ItemState) -> None:
    assert compare(comparison(before, now), window()) == NoReview()


def test_an_item_that_was_reviewed_and_then_hidden_was_reviewed() -> None:
    before = item_state()
    now = replace(reviewed(before, HALF_PAST), hidden=True)
    assert compare(comparison(before, now), window()) == OneReview(
        found(HALF_PAST, (4, 5), late_seconds=1800)
    )


def _torn(at: Moment, wrong: int = 0, stage: int = 4) -> ComparisonResult:
    before = item_state(stage=stage)
    now = with_old_statistic(reviewed(before, at, wrong), before)
    return compare(comparison(before, now), window())


@pytest.mark.parametrize(
    ("stage", "wrong"),
    [
        pytest.param(4, 0, id="that went up"),
        pytest.param(1, 1, id="that moved no stage"),
        pytest.param(8, 0, id="that burned"),
    ],
)
def test_a_review_between_the_two_requests_is_waited_for(stage: int, wrong: int) -> None:
    assert _torn(BETWEEN, wrong, stage) == Torn()
    before = item_state(stage=stage)
    whole = compare(comparison(before, reviewed(before, BETWEEN, wrong)), window(2))
    assert isinstance(whole, OneReview)
    assert (whole.review.at, whole.review.inferred) == (BETWEEN, False)


def test_an_assignment_that_moved_long_before_its_statistic_was_read_was_edited() -> None:
    assert _torn(HALF_PAST) == Unexplained("its stage moved without a review")
    assert _torn(HALF_PAST, wrong=1, stage=1) == NoReview(), "nothing but its due time moved"


def test_a_pair_is_torn_too_if_the_statistic_knows_one_review_and_not_the_next() -> None:
    before = item_state(stage=1)
    first = reviewed(before, HALF_PAST)
    second = reviewed(first, Moment(after(10) + SECOND))
    assert compare(comparison(before, with_old_statistic(second, first)), window(10)) == Torn()
    assert compare(comparison(before, second), window(11)) == SeveralReviews(
        (found(NOON, (1, 2), inferred=True), found(Moment(after(10) + SECOND), (2, 3)))
    )


def test_a_statistic_that_grew_alone_is_waited_for_and_then_unexplained() -> None:
    before = item_state()
    now = with_old_assignment(reviewed(before, after(0.99)), before)
    assert compare(comparison(before, now), window()) == Torn()
    assert compare(comparison(before, now), window(2)) == Unexplained(
        "its statistic grew, but its assignment did not move"
    )


def test_counters_that_fell_are_waited_for_and_then_unexplained() -> None:
    before = item_state()
    now = edited(replace(before, meaning=Answers(2, 0, 2)), after(0.99))
    assert compare(comparison(before, now), window()) == Torn()
    assert compare(comparison(before, now), window(2)) == Unexplained(
        "its counters decreased without a reset"
    )


def test_wrong_answers_without_a_review_are_waited_for_and_then_unexplained() -> None:
    before = item_state()
    now = edited(replace(before, meaning=Answers(3, 1, 1)), after(0.99))
    assert compare(comparison(before, now), window()) == Torn()
    assert compare(comparison(before, now), window(2)) == Unexplained("its counters changed without a review")


def test_meaning_and_reading_that_were_not_reviewed_equally_often_are_told_with_all_errors() -> None:
    before = item_state()
    now = replace(reviewed(before, HALF_PAST, 2, 1), reading=Answers(3, 1, 1))
    assert compare(comparison(before, now), window()) == Unexplained(
        UNEVEN,
        (found(HALF_PAST, (4, 2), meaning_incorrect=2, reading_incorrect=1, inferred=True),),
    )


def test_a_stage_that_no_review_leads_to_is_told_with_all_errors() -> None:
    before = item_state()
    now = replace(reviewed(before, HALF_PAST), meaning=Answers(4, 1, 1))
    assert compare(comparison(before, now), window()) == Unexplained(
        NOWHERE, (found(HALF_PAST, (4, 5), meaning_incorrect=1, inferred=True),)
    )


@pytest.mark.parametrize("hours", [0.99, 2.99])
def test_more_reviews_than_the_time_allows_are_waited_for_and_then_unexplained(hours: float) -> None:
    before = item_state(stage=1)
    now = reviewed(reviewed(before, HALF_PAST), after(hours))
    assert compare(comparison(before, now), window(hours + 0.01)) == Torn()
    assert compare(comparison(before, now), window(hours + 1)) == Unexplained(
        "its counters grew by 2, which the rules do not allow"
    )


def test_a_burned_item_is_not_reviewed() -> None:
    now = reviewed(burned(), HALF_PAST, meaning=1)
    assert compare(comparison(burned(), now), window()) == Unexplained(
        "its counters grew by 1, which the rules do not allow"
    )


def test_of_several_reviews_with_one_way_the_last_is_certain() -> None:
    before = item_state(stage=1)
    now = reviewed(reviewed(before, after(1.5)), after(10))
    assert compare(comparison(before, now), window(11)) == SeveralReviews(
        (found(NOON, (1, 2), inferred=True), found(after(10), (2, 3)))
    )


def test_the_accelerated_system_allows_reviews_sooner() -> None:
    before = item_state(stage=1)
    now = reviewed(reviewed(before, NOON, intervals=ACCELERATED), after(4.5), intervals=ACCELERATED)
    quick = compare(comparison(before, now, intervals=ACCELERATED), window(5))
    assert quick == SeveralReviews((found(NOON, (1, 2), inferred=True), found(after(4.5), (2, 3))))
    assert isinstance(compare(comparison(before, now, intervals=WAITS), window(5)), Unexplained)


def test_of_several_reviews_whose_last_can_be_two_none_is_certain() -> None:
    before = item_state(stage=1)
    now = reviewed(reviewed(before, after(1), meaning=1), after(30), meaning=1)
    assert compare(comparison(before, now), window(31)) == SeveralReviews(
        (
            found(NOON, (1, 1), meaning_incorrect=1, inferred=True),
            found(after(30), (1, 1), meaning_incorrect=1, inferred=True),
        )
    )


def test_the_last_of_several_reviews_is_not_certain_if_its_errors_can_be_of_either_facet() -> None:
    before = item_state(stage=8, passed_at=after(-5000))
    now = reviewed(reviewed(before, NOON, 1, 0), after(335), 1, 2)
    outcome = compare(comparison(before, now), window(336))
    assert isinstance(outcome, SeveralReviews)
    first, last = outcome.reviews
    assert (first.starting_stage, last.starting_stage, last.ending_stage) == (8, 6, 2), "the only stages"
    assert (first.meaning_incorrect + last.meaning_incorrect, last.at) == (2, after(335))
    assert last.inferred


def test_several_reviews_whose_last_stamp_is_lost_are_dated_as_early_as_can_be() -> None:
    before = item_state(stage=1)
    now = edited(reviewed(reviewed(before, after(1)), after(20)), after(30))
    after_vacation = replace(now, available_at=after(70.3))
    assert compare(comparison(before, after_vacation), window(31)) == SeveralReviews(
        (found(NOON, (1, 2), inferred=True), found(after(8), (2, 3), inferred=True))
    )


def test_thousands_of_reviews_in_ten_years_are_told_but_not_explained() -> None:
    now = edited(item_state(meaning=Answers(5003, 0, 5003), reading=Answers(5003, 0, 5003)), after(87_000))
    outcome = compare(comparison(item_state(), now), window(87_001))
    assert isinstance(outcome, Unexplained)
    assert outcome.reason == NOWHERE
    assert len(outcome.reviews) == 5000
    assert all(review.inferred for review in outcome.reviews)
    assert [one.at for one in outcome.reviews] == sorted({one.at for one in outcome.reviews})


def _first_seen(stage: int, wrong: int) -> tuple[ItemState, ItemState]:
    """Return an item that the first sync saw in the middle of a review, as kept, and as it is later."""
    before = item_state(stage=stage)
    now = reviewed(before, BETWEEN, wrong)
    return first_seen(with_old_statistic(now, before), WAITS, window()), now


def test_the_first_sync_keeps_a_torn_item_without_its_stage() -> None:
    kept, now = _first_seen(4, 0)
    assert kept == replace(with_old_statistic(now, item_state()), stage=None)
    assert first_seen(item_state(), WAITS, window()) == item_state()


@pytest.mark.parametrize(
    ("wrong", "inferred"),
    [
        pytest.param(0, False, id="certain if it can have come from one stage only"),
        pytest.param(1, True, id="guessed if from two"),
    ],
)
def test_the_review_that_tore_the_first_sync_is_found_by_the_next_poll(wrong: int, inferred: bool) -> None:
    kept, now = _first_seen(4, wrong)
    review = found(BETWEEN, (4, now.stage or 0), meaning_incorrect=wrong, inferred=inferred)
    assert compare(comparison(kept, now), window(1, since=after(1), statistics_at=after(2))) == OneReview(
        review
    )
