"""The calendar says of every day what is known of it, and nothing of a day of which nothing is."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.local_time import local_date, midnight, noon
from collector.core.moments import Moment, moment
from collector.views.report.calendar.days import (
    COMING_DAYS,
    CalendarDay,
    all_streaks,
    calendar_days,
    vacation_days,
)
from collector.views.report.calendar.scale import STEPS, colours, lower_bounds
from collector.views.report.calendar.view import calendar
from collector.views.report.data import ReportData
from tests.harness import NOON
from tests.views.report.lived import WEEKS, ZONE, Lived

DAY = timedelta(days=1)
FIRST, TODAY = NOON.astimezone(ZONE).date(), (NOON + WEEKS).astimezone(ZONE).date()


def by_day(data: ReportData) -> dict[date, CalendarDay]:
    return {each.day: each for each in calendar_days(data)}


def test_every_day_has_the_reviews_and_lessons_that_were_done(lived: Lived) -> None:
    days = by_day(lived.data)
    reviewed = Counter(review.counted_at.astimezone(ZONE).date() for review in lived.reviews)
    assert {day: each.reviews for day, each in days.items() if each.reviews} == reviewed
    assert list(days) == [FIRST + number * DAY for number in range((TODAY - FIRST).days + 1)]
    learned = {local_date(day.at, ZONE): day.lessons for day in lived.data.days if day.lessons}
    # Of the day of the first poll, the lessons before it are known too.
    assert {day: each.lessons for day, each in days.items() if each.lessons and day > FIRST} == {
        day: lessons for day, lessons in learned.items() if day > FIRST
    }
    assert (days[FIRST].lessons or 0) >= learned.get(FIRST, 0)


def test_before_the_first_poll_lessons_are_known_and_reviews_are_not(lived: Lived) -> None:
    polled = noon(FIRST + 10 * DAY, ZONE)
    last = lived.data.known[-1][1]
    days = by_day(replace(lived.data, known=[(polled, last)]))
    assert min(days) == FIRST, "the first lesson"
    for day in list(days.values())[:10]:
        assert (day.reviews, day.correct, day.study_seconds) == (None, None, None)
    assert sum(day.lessons or 0 for day in list(days.values())[:10]) > 0
    assert days[FIRST + 10 * DAY].reviews is not None


def test_between_an_archive_and_the_first_poll_nothing_is_known_of_reviews(lived: Lived) -> None:
    known = [
        (noon(FIRST, ZONE), noon(FIRST + DAY, ZONE)),
        (noon(FIRST + 4 * DAY, ZONE), lived.data.known[-1][1]),
    ]
    days = list(calendar_days(replace(lived.data, known=known)))[:5]
    assert [day.reviews is None for day in days] == [False, False, True, True, False]


def test_after_the_last_poll_nothing_is_known(lived: Lived) -> None:
    later = replace(lived.data, now=noon(TODAY + 3 * DAY, ZONE))
    *_, last_polled, one, two, three = calendar_days(later)
    assert (last_polled.day, three.day) == (TODAY, TODAY + 3 * DAY)
    assert last_polled.lessons is not None
    assert {(day.reviews, day.lessons) for day in (one, two, three)} == {(None, None)}


def test_whole_days_of_vacation_are_marked_and_one_that_goes_on_reaches_ahead(lived: Lived) -> None:
    away = vacation_days(lived.data)
    assert away == {FIRST + number * DAY for number in (21, 22, 23)}
    leaves = noon(TODAY - DAY, ZONE)
    going = vacation_days(replace(lived.data, vacations=[(leaves, None)]))
    assert going == {TODAY + number * DAY for number in range(COMING_DAYS + 1)}


def test_the_streak_is_the_one_on_top_of_the_page(lived: Lived) -> None:
    counts = lived.report.status.counts
    assert counts is not None
    now, *others = all_streaks(calendar_days(lived.data), vacation_days(lived.data))
    assert len(now) == counts.queue.streak_days
    assert others


def test_streaks_are_said_with_their_days(lived: Lived) -> None:
    days = [local_date(moment(NOON), ZONE) - number * DAY for number in range(9)]
    active = [days[0], days[1], *days[4:8]]
    data = replace(
        lived.data,
        now=noon(days[0], ZONE),
        known=[(noon(days[-1], ZONE), noon(days[0], ZONE))],
        days=[],
        vacations=[],
        lessons=[noon(day, ZONE) for day in reversed(active)],
    )
    assert calendar(data).streaks == (
        "2 days in a row now; the longest streak was 4 days, from 26 February 2024 to 29 February 2024."
    )
    assert calendar(replace(data, lessons=data.lessons[:1])).streaks == (
        "No streak now; the longest streak was 1 day, on 26 February 2024."
    )
    assert calendar(replace(data, lessons=[])).streaks == "No day with a review or a lesson yet."


def test_the_page_has_every_year_newest_first_and_the_next_one_once_days_to_come_lie_in_it(
    lived: Lived,
) -> None:
    end = replace(lived.data, now=noon(date(2025, 12, 20), ZONE))
    assert [year for year, _ in calendar(end).years] == [2026, 2025, 2024]
    shown = calendar(lived.data).years
    assert [year for year, _ in shown] == [2024]
    assert shown[0][1].startswith(f"{len(lived.reviews):,} reviews, ")


def test_a_year_of_which_no_reviews_are_known_says_so(lived: Lived) -> None:
    long_ago = midnight(date(2022, 5, 1), ZONE)
    shown = calendar(replace(lived.data, lessons=[long_ago, *lived.data.lessons]))
    assert shown.years[-2:] == [(2023, "reviews not known, 0 lessons"), (2022, "reviews not known, 1 lesson")]
    assert "Reviews are known from 4 March 2024 on" in shown.since


def test_what_is_to_come_is_what_is_scheduled(lived: Lived) -> None:
    json = calendar(lived.data).json
    assert json is not None
    assert json["coming"] == [lived.data.scheduled[TODAY + number * DAY] for number in range(COMING_DAYS + 1)]
    assert sum(json["coming"]) > 0
    assert len({len(json[name]) for name in ("reviews", "accuracy", "lessons", "minutes")}) == 1


def test_before_the_first_poll_it_says_what_it_waits_for(lived: Lived) -> None:
    assert calendar(replace(lived.data, known=[])).empty == "Shown after the first successful poll."


@given(st.lists(st.integers(1, 300), min_size=1))
def test_steps_share_the_values_out_and_leave_none_below(values: list[int]) -> None:
    bounds = lower_bounds(values)
    assert bounds == sorted(set(bounds))
    assert bounds[0] == min(values)
    assert len(bounds) <= STEPS
    assert set(bounds) <= set(values)
    assert len(bounds) > 1 or len(set(values)) == 1
    used = colours(len(bounds))
    assert used == sorted(set(used))


@given(st.sets(st.integers(1, 10_000), min_size=5))
def test_of_different_values_each_of_five_steps_has_a_fifth(values: set[int]) -> None:
    bounds = [*lower_bounds(values), 10_001]
    sizes = [sum(low <= value < high for value in values) for low, high in pairwise(bounds)]
    assert len(sizes) == STEPS
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize("at", [Moment(0)])
def test_a_mark_before_the_first_day_is_left_out(lived: Lived, at: Moment) -> None:
    (mark, *_) = (each for each in lived.data.marks if each.kind == "level_up")
    json = calendar(replace(lived.data, marks=[replace(mark, at=at), mark])).json
    assert json is not None
    assert json["marks"] == [((local_date(mark.at, ZONE) - FIRST).days, mark.title)]
