"""The learner's past days: what was done in each hour of them, and what the learner could have done."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

import numpy as np

from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment, instant
from collector.projection.arrays import Bools, Floats, Ints
from collector.projection.inputs import DAYS_OF_HABITS, StudyItem, StudyRecord
from collector.projection.limits import limits

HOURS = 24
_DAY = timedelta(days=1)

# A day, counted from the first, and a local hour of it.
Hour = tuple[int, int]


class PastDays(NamedTuple):
    """Whole days from *first* on; none before the first poll, none of the day of the last one.

    *review_limit* is how many reviews the learner does at most in each local hour, *lesson_limit* how many
    lessons in the day, infinite where nothing ever stopped it. *reviews* and *lessons* are those that were
    done in each hour. *vacation* is true for days that a vacation touches, *resumed* if something was done
    after the last of these days.
    """

    first: date
    review_limit: Floats
    lesson_limit: Floats
    reviews: Ints
    lessons: Ints
    vacation: Bools
    resumed: bool

    @property
    def active(self) -> Bools:
        """True for days with a review or a lesson."""
        active: Bools = (self.reviews.sum(axis=1) + self.lessons.sum(axis=1)) > 0
        return active

    @property
    def studied(self) -> Bools:
        """True for active days that no vacation touches."""
        studied: Bools = self.active & ~self.vacation
        return studied

    @property
    def weekday(self) -> Ints:
        """The weekday of each day, Monday being 0."""
        return (np.arange(len(self.reviews)) + self.first.weekday()) % 7


def past_days(record: StudyRecord, random: np.random.Generator) -> PastDays:
    """Return the days before the one of the last poll, at most `DAYS_OF_HABITS`."""
    last_poll = local_date(record.observed_until, record.zone)
    observed = local_date(record.observed_since, record.zone)
    first = max(observed + _DAY, last_poll - DAYS_OF_HABITS * _DAY)
    days = max(0, (last_poll - first).days)
    reviewed = _by_hour((review.at for review in record.reviews), record, first, days)
    learned = _by_hour(record.lessons, record, first, days)
    lessons = _counts(days, learned)
    return PastDays(
        first=first,
        review_limit=_review_limits(record, days, reviewed, random),
        lesson_limit=_lesson_limits(record, lessons, (reviewed, learned), random),
        reviews=_counts(days, reviewed),
        lessons=lessons,
        vacation=_vacation(record, first, days),
        resumed=_resumed(record, first + days * _DAY),
    )


class _Done(NamedTuple):
    """The number done in an hour, and the moment of the last one."""

    number: int
    last: Moment


def _by_hour(moments: Iterable[Moment], record: StudyRecord, first: date, days: int) -> dict[Hour, _Done]:
    done: dict[Hour, _Done] = {}
    for at in moments:
        local = instant(at).astimezone(record.zone)
        hour = (local.date() - first).days, local.hour
        if 0 <= hour[0] < days:
            before = done.get(hour)
            done[hour] = _Done(before.number + 1 if before else 1, at)
    return done


def _counts(days: int, done: Mapping[Hour, _Done]) -> Ints:
    counts = np.zeros((days, HOURS), dtype=np.int64)
    for hour, what in done.items():
        counts[hour] = what.number
    return counts


def _review_limits(
    record: StudyRecord, days: int, reviewed: Mapping[Hour, _Done], random: np.random.Generator
) -> Floats:
    """Return how many reviews the learner does at most in each hour."""
    done = sorted(review.at for review in record.reviews)
    due = sorted(
        [review.at if review.due_at is None else review.due_at for review in record.reviews]
        + [item.available_at for item in _granted(record) if item.available_at is not None]
    )
    found = limits(
        [what.number for what in reviewed.values()],
        [bisect_right(due, what.last) - bisect_right(done, what.last) for what in reviewed.values()],
        random,
    )
    by_hour = np.zeros((days, HOURS))
    for hour, limit in zip(reviewed, found, strict=True):
        by_hour[hour] = limit
    return by_hour


def _lesson_limits(
    record: StudyRecord, lessons: Ints, studied: Iterable[Mapping[Hour, _Done]], random: np.random.Generator
) -> Floats:
    """Return how many lessons the learner does at most on each day."""
    unlocked = sorted(item.unlocked_at for item in _granted(record) if item.unlocked_at is not None)
    started = sorted(item.started_at for item in _granted(record) if item.started_at is not None)
    last: dict[int, Moment] = {}
    for (day, _), what in chain.from_iterable(hours.items() for hours in studied):
        last[day] = max(last.get(day, what.last), what.last)
    found = limits(
        [int(lessons[day].sum()) for day in last],
        [bisect_right(unlocked, at) - bisect_right(started, at) for at in last.values()],
        random,
    )
    by_day = np.zeros(len(lessons))
    by_day[list(last)] = found
    return by_day


def _granted(record: StudyRecord) -> Iterator[StudyItem]:
    """Yield the items that can be studied: what lies beyond the subscription does not wait."""
    return (item for item in record.items if item.level <= record.granted)


def _resumed(record: StudyRecord, day: date) -> bool:
    begins = midnight(day, record.zone)
    return any(at >= begins for at in (*(review.at for review in record.reviews[-1:]), *record.lessons[-1:]))


def _vacation(record: StudyRecord, first: date, days: int) -> Bools:
    """Return True for each day that a vacation touches."""
    midnights = [midnight(first + day * _DAY, record.zone) for day in range(days + 1)]
    touched = np.zeros(days, dtype=bool)
    for start, end in record.vacations:
        until = record.at if end is None else end
        for day in range(days):
            touched[day] |= start < midnights[day + 1] and until > midnights[day]
    return touched
