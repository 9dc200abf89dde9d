"""What is usual: the learner's own days, without vacations and breaks, which come as often as they came."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from collector.core.moments import DAY, HOUR, Moment
from collector.projection.habits import DayChain, Habits, habits
from collector.projection.inputs import StudyItem
from collector.projection.past_days import PastDays, past_days
from tests.projection.made import NOW, item, learner, reviews_on, started


def past(days_ago: Iterable[int], **changes: object) -> PastDays:
    record = learner(reviews=reviews_on(days_ago), **changes)
    return past_days(record, np.random.default_rng(1))


def usual(days_ago: Iterable[int], **changes: object) -> Habits:
    return habits(past(days_ago, **changes))


EVERY_DAY = range(1, 61)


def test_only_whole_days_count_from_the_first_poll_on() -> None:
    found = past(EVERY_DAY, observed_days=10)
    assert len(found.reviews) == 9
    assert found.reviews.sum(axis=1).tolist() == [20] * 9


def test_an_hour_of_study_is_the_local_one() -> None:
    assert np.flatnonzero(past(EVERY_DAY).reviews[0]).tolist() == [8]


def test_a_break_of_three_days_is_not_usual_and_a_day_off_is() -> None:
    found = usual(day for day in EVERY_DAY if day not in (5, 20, 21, 22))
    assert found.days == 59 - 3
    assert (found.review_limit.sum(axis=1) == 0).sum() == 1


def test_a_vacation_is_not_usual() -> None:
    vacation = (Moment(NOW - 30 * DAY), Moment(NOW - 25 * DAY))
    found = usual((day for day in EVERY_DAY if not 25 <= day <= 30), vacations=[vacation])
    assert found.days == 59 - 6


def test_a_learner_with_more_pauses_is_projected_to_pause_more() -> None:
    often = usual(day for day in EVERY_DAY if day % 10 < 6)
    assert often.pause_rate > 3 * usual(EVERY_DAY).pause_rate
    assert often.pause_lengths.mean() < usual(EVERY_DAY).pause_lengths.mean()


def test_an_ongoing_break_is_recognized() -> None:
    assert usual(range(6, 61)).paused_for == 5
    assert usual(EVERY_DAY).paused_for == 0


def test_a_break_is_over_once_something_is_done_again_today() -> None:
    assert usual([*range(6, 61), 0]).paused_for == 0
    reviews, lesson = reviews_on(range(6, 61)), Moment(NOW - HOUR)
    again = past_days(learner(reviews=reviews, lessons=[lesson]), np.random.default_rng(1))
    assert habits(again).paused_for == 0


def test_days_without_polls_are_not_a_break() -> None:
    polled = replace(learner(reviews=reviews_on(range(11, 61))), observed_until=Moment(NOW - 10 * DAY))
    found = habits(past_days(polled, np.random.default_rng(1)))
    assert (found.days, found.paused_for) == (49, 0)


@pytest.mark.parametrize("ahead", [0, 30, 300])
def test_every_day_is_like_a_past_day_of_its_weekday(ahead: int) -> None:
    found = usual(EVERY_DAY)
    chain = DayChain(found, 300, np.random.default_rng(1))
    for day in range(ahead, ahead + 20):
        assert set(found.weekday[chain.next_day(day % 7, day)]) == {day % 7}


def test_near_days_are_like_recent_ones_and_far_ones_like_all() -> None:
    found = usual(EVERY_DAY)
    ages = [found.age[DayChain(found, 5_000, np.random.default_rng(1)).next_day(2, day)] for day in (0, 200)]
    assert np.median(ages[0]) < 20 < np.median(ages[1])


def test_days_in_a_row_stay_in_a_row() -> None:
    found = usual(EVERY_DAY)
    chain = DayChain(found, 5_000, np.random.default_rng(1))
    first, second = chain.next_day(0, 0).copy(), chain.next_day(1, 1)
    assert (second == first + 1).mean() > 0.8


def test_an_hour_that_ended_with_reviews_left_shows_the_limit() -> None:
    waits = [
        review._replace(at=Moment(review.at + 5 * HOUR)) for review in reviews_on(EVERY_DAY, hour=8, count=30)
    ]
    found = past_days(learner(reviews=[*reviews_on(EVERY_DAY), *waits]), np.random.default_rng(1))
    assert (found.review_limit[:, 8] == 20).all()


def lapsed(*beyond: StudyItem) -> PastDays:
    """Return the past of a learner in level 20 whose subscription ended; *beyond* are items of that level."""
    lessons = [Moment(NOW - day * DAY + number) for day in EVERY_DAY for number in range(10)]
    known = learner(level=20, granted=3, lessons=lessons)
    return past_days(replace(known, items=[*known.items, *beyond]), np.random.default_rng(1))


def test_what_a_subscription_no_longer_grants_was_not_left_by_choice() -> None:
    waiting = (started(number, 4, due_in=-2000, level=20) for number in range(1000, 1500))
    assert (lapsed(*waiting).review_limit[:, 8] == np.inf).all()
    ready = {"level": 20, "stage": 0, "unlocked_at": Moment(NOW - 90 * DAY)}
    assert (lapsed(*(item(number, **ready) for number in range(1000, 1500))).lesson_limit == np.inf).all()
