"""Reviews and lessons by local hour and local day, and the streaks of days that had some."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.facts import Session, StudyDay, StudyHour
from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment, instant, moment
from collector.statistics.sessions import ReviewResult

_DAY = timedelta(days=1)


class _Hour(NamedTuple):
    """The start of a local hour, its weekday (1 is Monday), and its number on the learner's clock."""

    at: Moment
    weekday: int
    hour: int


def bounds(day: date, zone: ZoneInfo) -> tuple[Moment, Moment]:
    """Return the first moment of a local day and that of the next one: 23 to 25 hours later."""
    return midnight(day, zone), midnight(day + _DAY, zone)


def hours(reviews: Iterable[ReviewResult], lessons: Iterable[Moment], zone: ZoneInfo) -> list[StudyHour]:
    """Return the local hours that *reviews* and *lessons* lie in, in order of time."""
    reviewed = Counter[_Hour]()
    correct = Counter[_Hour]()
    for review in reviews:
        hour = _hour(review.at, zone)
        reviewed[hour] += 1
        correct[hour] += review.correct
    learned = Counter(_hour(at, zone) for at in lessons)
    return [
        StudyHour(
            at=hour.at,
            weekday=hour.weekday,
            hour=hour.hour,
            reviews=reviewed[hour],
            correct=correct[hour],
            lessons=learned[hour],
        )
        for hour in sorted(reviewed.keys() | learned.keys())
    ]


def is_hour_in(hour: StudyHour, zone: ZoneInfo) -> bool:
    """Return True if *hour* is an hour of *zone*, of the same weekday and number."""
    return _hour(hour.at, zone) == _Hour(hour.at, hour.weekday, hour.hour)


def emptied_hour(hour: StudyHour) -> StudyHour:
    """Return *hour* with nothing in it."""
    return replace(hour, reviews=0, correct=0, lessons=0)


def is_day_in(day: StudyDay, zone: ZoneInfo) -> bool:
    """Return True if *day* begins when a day of *zone* does."""
    return midnight(local_date(day.at, zone), zone) == day.at


def _hour(at: Moment, zone: ZoneInfo) -> _Hour:
    """Return the local hour that *at* is in; not every zone is whole hours from UTC."""
    local = instant(at).astimezone(zone)
    gone = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return _Hour(moment(instant(at) - gone), local.isoweekday(), local.hour)


def study_day(
    day: date, zone: ZoneInfo, reviews: Sequence[ReviewResult], lessons: int, sessions: Iterable[Session]
) -> StudyDay:
    """Return what was done on a local day; *sessions* are those whose first review lies in it."""
    held = [session for session in sessions if session.reviews]
    return StudyDay(
        at=midnight(day, zone),
        reviews=len(reviews),
        correct=sum(review.correct for review in reviews),
        lessons=lessons,
        sessions=len(held),
        study_seconds=sum(session.duration_seconds for session in held),
    )


def streak(today: date, active: Callable[[date], bool], on_vacation: Callable[[date], bool]) -> int:
    """Return the days in a row that were *active*, up to today or, while today is not yet, yesterday.

    Days wholly *on_vacation* neither count nor break it.
    """
    return len(next(streaks(today, active, on_vacation)))


def streaks(
    today: date,
    active: Callable[[date], bool],
    on_vacation: Callable[[date], bool],
    *,
    since: date = date.min,
) -> Iterator[list[date]]:
    """Yield the *active* days of every streak back to *since*, both newest first.

    The first is the one that goes on, of no day where yesterday and today have none; others may be of no day
    too. Days wholly *on_vacation* neither count nor break one.

    >>> week = [date(2024, 3, day) for day in (1, 2, 3, 5, 6)]
    >>> [len(days) for days in streaks(week[-1], week.__contains__, lambda _: False, since=week[0])]
    [2, 3]
    """
    day = today if active(today) else today - _DAY
    days: list[date] = []
    while day >= since:
        if active(day):
            days.append(day)
        elif not on_vacation(day):
            yield days
            days = []
        day -= _DAY
    yield days


def is_wholly_on_vacation(
    start: Moment, end: Moment, vacations: Iterable[tuple[Moment, Moment | None]]
) -> bool:
    """Return True if one of *vacations* (start, and end unless it goes on) covers *start* to *end*."""
    return any(begin <= start and (until is None or end <= until) for begin, until in vacations)
