"""What local hours and local days hold, wherever the learner is and whatever the clocks do there."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Session, StudyDay, StudyHour
from collector.core.local_time import local_date, midnight
from collector.core.moments import HOUR, SECOND, Moment, moment
from collector.statistics.local_days import (
    bounds,
    hours,
    is_wholly_on_vacation,
    streak,
    streaks,
    study_day,
)
from collector.statistics.sessions import ReviewResult
from tests.reconstruction.items import answered
from tests.statistics.items import after

TOKYO, BERLIN, KOLKATA = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Kolkata")
SAO_PAULO, BEIRUT, HAVANA = ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Beirut"), ZoneInfo("America/Havana")

SPRING, AUTUMN = date(2024, 3, 31), date(2024, 10, 27)
# Clocks there go from midnight to one o'clock.
NO_MIDNIGHT = date(2018, 11, 4)
A_MONDAY = date(2024, 3, 4)


def utc(text: str) -> Moment:
    return moment(datetime.fromisoformat(text).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "zone", "begins", "lasts"),
    [
        pytest.param(A_MONDAY, TOKYO, "2024-03-03T15:00", 24, id="a day in Tokyo"),
        pytest.param(A_MONDAY, KOLKATA, "2024-03-03T18:30", 24, id="half an hour off the hour"),
        pytest.param(SPRING, BERLIN, "2024-03-30T23:00", 23, id="summer time begins"),
        pytest.param(AUTUMN, BERLIN, "2024-10-26T22:00", 25, id="summer time ends"),
        pytest.param(NO_MIDNIGHT, SAO_PAULO, "2018-11-04T03:00", 23, id="there is no midnight"),
        pytest.param(date(2024, 3, 31), BEIRUT, "2024-03-30T22:00", 23, id="nor in Beirut"),
        pytest.param(date(2018, 2, 17), SAO_PAULO, "2018-02-17T02:00", 25, id="the last hour comes twice"),
        pytest.param(date(2024, 11, 3), HAVANA, "2024-11-03T04:00", 25, id="midnight comes twice"),
    ],
)
def test_a_local_day(day: date, zone: ZoneInfo, begins: str, lasts: int) -> None:
    begin, end = bounds(day, zone)
    assert (begin, end) == (utc(begins), utc(begins) + lasts * HOUR)
    assert local_date(begin, zone) == day
    assert local_date(Moment(begin - 1), zone) == day - timedelta(days=1)


def _hours_of(day: date, zone: ZoneInfo) -> list[StudyHour]:
    """Return the local hours of a day on which something was reviewed every ten minutes."""
    begin, end = bounds(day, zone)
    return hours([answered(Moment(at)) for at in range(begin, end, HOUR // 6)], [], zone)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        pytest.param(A_MONDAY, TOKYO, list(range(24)), id="an ordinary day"),
        pytest.param(A_MONDAY, KOLKATA, list(range(24)), id="half an hour off the hour"),
        pytest.param(SPRING, BERLIN, [0, 1, *range(3, 24)], id="the hour from two is left out"),
        pytest.param(AUTUMN, BERLIN, [0, 1, 2, 2, *range(3, 24)], id="the hour from two comes twice"),
        pytest.param(NO_MIDNIGHT, SAO_PAULO, list(range(1, 24)), id="the hour from midnight is left out"),
        pytest.param(date(2024, 3, 31), BEIRUT, list(range(1, 24)), id="in Beirut too"),
        pytest.param(
            date(2024, 11, 3), HAVANA, [0, 0, *range(1, 24)], id="the hour from midnight comes twice"
        ),
    ],
)
def test_the_hours_of_a_local_day(day: date, zone: ZoneInfo, expected: list[int]) -> None:
    found = _hours_of(day, zone)
    assert [each.hour for each in found] == expected
    assert {each.weekday for each in found} == {day.isoweekday()}
    assert [each.at for each in found] == [midnight(day, zone) + n * HOUR for n in range(len(expected))]
    assert {each.reviews for each in found} == {6}


def test_an_hour_in_kolkata_begins_at_half_past() -> None:
    (found,) = hours([answered(utc("2024-03-04T00:29:59.999999"))], [], KOLKATA)
    assert found == StudyHour(utc("2024-03-03T23:30"), weekday=1, hour=5, reviews=1, correct=1, lessons=0)


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    twice = [answered(utc("2024-10-27T00:30")), answered(utc("2024-10-27T01:30"), meaning_wrong=1)]
    assert hours(twice, [], BERLIN) == [
        StudyHour(utc("2024-10-27T00:00"), weekday=7, hour=2, reviews=1, correct=1, lessons=0),
        StudyHour(utc("2024-10-27T01:00"), weekday=7, hour=2, reviews=1, correct=0, lessons=0),
    ]


def test_an_hour_may_hold_lessons_only() -> None:
    found = hours([], [utc("2024-03-04T12:10"), utc("2024-03-04T12:50")], TOKYO)
    assert found == [StudyHour(utc("2024-03-04T12:00"), weekday=1, hour=21, reviews=0, correct=0, lessons=2)]


_MOMENTS = st.integers(utc("2018-01-01"), utc("2025-01-01")).map(Moment)


@given(
    st.lists(st.builds(answered, _MOMENTS, st.integers(0, 1)), max_size=20),
    st.lists(_MOMENTS, max_size=5),
    st.sampled_from((TOKYO, BERLIN, KOLKATA, SAO_PAULO, BEIRUT, HAVANA)),
)
def test_every_review_and_lesson_is_in_exactly_one_hour(
    reviews: list[ReviewResult], lessons: list[Moment], zone: ZoneInfo
) -> None:
    found = hours(reviews, lessons, zone)
    for each in found:
        inside = [review for review in reviews if each.at <= review.at < each.at + HOUR]
        assert each.reviews == len(inside)
        assert each.correct == sum(review.correct for review in inside)
        assert each.lessons == sum(each.at <= lesson < each.at + HOUR for lesson in lessons)
    assert sum(each.reviews for each in found) == len(reviews)
    assert sum(each.lessons for each in found) == len(lessons)


@given(_MOMENTS, st.sampled_from((TOKYO, BERLIN, KOLKATA, SAO_PAULO, BEIRUT, HAVANA)))
def test_every_moment_lies_in_its_local_day(at: Moment, zone: ZoneInfo) -> None:
    begin, end = bounds(local_date(at, zone), zone)
    assert begin <= at < end


def _session(at: Moment, reviews: int, seconds: int) -> Session:
    return Session(
        at=at,
        reviews=reviews,
        correct=reviews,
        meaning_incorrect=0,
        reading_incorrect=0,
        duration_seconds=seconds,
        paced=True,
    )


def test_a_day_holds_the_sessions_begun_in_it() -> None:
    begin = midnight(A_MONDAY, TOKYO)
    begun = [_session(begin, 2, 100), _session(after(23, begin), 1, 4000), _session(after(3, begin), 0, 0)]
    reviews = [answered(begin), answered(Moment(begin + SECOND), 1), answered(after(23, begin))]
    assert study_day(A_MONDAY, TOKYO, reviews, lessons=5, sessions=begun) == StudyDay(
        begin, reviews=3, correct=2, lessons=5, sessions=2, study_seconds=4100
    )


def test_a_day_may_hold_nothing() -> None:
    begin = midnight(A_MONDAY, TOKYO)
    assert study_day(A_MONDAY, TOKYO, [], 0, []) == StudyDay(
        at=begin, reviews=0, correct=0, lessons=0, sessions=0, study_seconds=0
    )


def _ago(*days: int) -> Callable[[date], bool]:
    """Return whether a day is one of those so many *days* before the Monday."""
    return {A_MONDAY - timedelta(days=each) for each in days}.__contains__


@pytest.mark.parametrize(
    ("active", "on_vacation", "expected"),
    [
        pytest.param((), (), 0, id="never active"),
        pytest.param((0,), (), 1, id="today is the first day"),
        pytest.param((0, 1, 2), (), 3, id="today and the days before"),
        pytest.param((1, 2), (), 2, id="today may still become active"),
        pytest.param((2, 3), (), 0, id="a day without anything breaks it"),
        pytest.param((0, 2, 3), (), 1, id="also in the middle"),
        pytest.param((0, 3, 4), (1, 2), 3, id="days of vacation neither count nor break it"),
        pytest.param((3, 4), (0, 1, 2), 2, id="nor do they up to today"),
        pytest.param((0, 1, 2), (1,), 3, id="what was done on vacation counts"),
        pytest.param((), (0, 1, 2, 3), 0, id="a vacation alone is no streak"),
        pytest.param((0, 4), (1, 2), 1, id="a day missed before the vacation breaks it"),
    ],
)
def test_the_streak(active: tuple[int, ...], on_vacation: tuple[int, ...], expected: int) -> None:
    assert streak(A_MONDAY, _ago(*active), _ago(*on_vacation)) == expected


_NUMBERS = st.sets(st.integers(0, 40))


def _runs(active: set[int], on_vacation: set[int]) -> list[list[date]]:
    """Return what *streaks* promises, put otherwise: runs of days, once idle days of vacation are cut out."""
    counting = [back for back in range(41) if back in active or back not in on_vacation]
    groups = (list(run) for _, run in groupby(counting, active.__contains__))
    return [[A_MONDAY - timedelta(days=back) for back in run] for run in groups if run[0] in active]


@given(active=_NUMBERS, on_vacation=_NUMBERS)
def test_streaks_are_the_runs_of_days_and_the_present_one_is_the_last_run(
    active: set[int], on_vacation: set[int]
) -> None:
    since = A_MONDAY - timedelta(days=40)
    found = list(streaks(A_MONDAY, _ago(*active), _ago(*on_vacation), since=since))
    assert [days for days in found if days] == _runs(active, on_vacation)
    assert len(found[0]) == streak(A_MONDAY, _ago(*active), _ago(*on_vacation))


@pytest.mark.parametrize(
    ("vacation", "expected"),
    [
        pytest.param((-1, 25), True, id="a longer vacation"),
        pytest.param((0, 24), True, id="exactly that time"),
        pytest.param((-1, None), True, id="one that goes on"),
        pytest.param((0.5, None), False, id="one that began in it"),
        pytest.param((-1, 23.5), False, id="one that ended in it"),
        pytest.param((30, None), False, id="one that came later"),
    ],
)
def test_a_day_wholly_on_vacation(vacation: tuple[float, float | None], expected: bool) -> None:
    begin, end = vacation
    other = (after(-500), after(-400))
    vacations = [other, (after(begin), None if end is None else after(end))]
    assert is_wholly_on_vacation(after(0), after(24), vacations) is expected


def test_two_vacations_that_share_a_day_leave_it_a_day() -> None:
    halves = [(after(-5), after(11)), (after(12), after(30))]
    assert not is_wholly_on_vacation(after(0), after(24), halves)


def test_half_an_hour_that_daylight_saving_skips_moves_no_review_to_another_hour() -> None:
    # On Lord Howe Island the clock goes from 02:00 to 02:30.
    zone = ZoneInfo("Australia/Lord_Howe")
    at = moment(datetime(2025, 10, 4, 15, 45, tzinfo=UTC))
    (hour,) = hours([answered(at)], [], zone)
    assert (hour.weekday, hour.hour, hour.reviews) == (7, 2, 1)
