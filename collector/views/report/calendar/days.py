"""Every local day from the first that anything is known of, and what is known of it. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment
from collector.statistics.local_days import bounds, is_wholly_on_vacation, streaks
from collector.views.report.data import ReportData

COMING_DAYS = 14
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A local day up to today. None is what is not known of it: reviews, say, before the first poll.

    *correct* are the reviews without a wrong answer.
    """

    day: date
    reviews: int | None
    correct: int | None
    study_seconds: int | None
    lessons: int | None


def calendar_days(data: ReportData) -> list[CalendarDay]:
    """Return the days from the first with a lesson or known reviews up to today, without a gap.

    Lessons are known of the whole past, reviews of the days that `ReportData.known` touches.
    """
    known = {day for start, end in data.known for day in _days_of(data, start, end)}
    last = max(known, default=date.min)
    studied = {local_date(day.at, data.zone): day for day in data.days}
    learned = _by_day(data.lessons, data.zone)

    def calendar_day(day: date) -> CalendarDay:
        done = studied.get(day)
        of_reviews = (done.reviews, done.correct, done.study_seconds) if done else (0, 0, 0)
        reviews, correct, seconds = of_reviews if day in known else (None, None, None)
        return CalendarDay(day, reviews, correct, seconds, learned[day] if day <= last else None)

    return [calendar_day(day) for day in every_day(data)]


def every_day(data: ReportData) -> list[date]:
    """Return the dates of `calendar_days`; none before the first poll."""
    if not data.known:
        return []
    first = min([start for start, _ in data.known] + list(data.lessons[:1]))
    return list(_days_of(data, first, data.now))


def vacation_days(data: ReportData) -> set[date]:
    """Return the local days wholly on vacation, those to come that one goes on for included."""
    last = local_date(data.now, data.zone) + COMING_DAYS * _DAY
    return {
        day
        for start, end in data.vacations
        for day in _days_of(data, start, midnight(last, data.zone) if end is None else end)
        if is_wholly_on_vacation(*bounds(day, data.zone), [(start, end)])
    }


def all_streaks(days: Sequence[CalendarDay], vacations: Set[date]) -> list[list[date]]:
    """Return the days of every streak among *days* as of the last poll, newest first.

    As `streaks`: the first is the one that goes on, and each may be of no day.
    """
    known = [day for day in days if day.lessons is not None]
    if not known:
        return [[]]
    active = {day.day for day in known if day.reviews or day.lessons}
    return list(streaks(known[-1].day, active.__contains__, vacations.__contains__, since=known[0].day))


def _by_day(moments: Iterable[Moment], zone: ZoneInfo) -> Counter[date]:
    """Count *moments*, which are in order, by local day."""
    counts = Counter[date]()
    end = Moment(0)
    for at in moments:
        if at >= end:
            day = local_date(at, zone)
            _, end = bounds(day, zone)
        counts[day] += 1
    return counts


def _days_of(data: ReportData, start: Moment, end: Moment) -> Iterator[date]:
    first, last = local_date(start, data.zone), local_date(end, data.zone)
    return (first + number * _DAY for number in range((last - first).days + 1))
