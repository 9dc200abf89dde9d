"""A projection made by hand: more lessons a day, more reviews a day, earlier levels."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from collector.core.moments import Moment, moment
from collector.core.projection import (
    ALL_BURNED,
    Band,
    Grounds,
    Outcome,
    ProjectedCount,
    ProjectedDate,
    ProjectedDay,
    ProjectedStages,
    ProjectedWeek,
    Projection,
)

ZONE = ZoneInfo("Asia/Tokyo")
TODAY = date(2026, 11, 20)
DAYS = 365
LEVEL = 12
PACES = (5, 10, 15, 20, 25)
# Two thirds of all are guru and below.
_SHARES = (40, 30, 20, 10)
_REASON = "No lesson was ever done, so nothing is to come."


def noon(day: date) -> Moment:
    """Return the noon of *day* where the learner is."""
    return moment(datetime.combine(day, time(12), tzinfo=ZONE))


def projection(today: date = TODAY, level: int = LEVEL, paces: Sequence[int] = PACES) -> Projection:
    """Return a projection made in the evening of *today*: of the learner's own pace, 9.8, and of *paces*."""
    return Projection(
        at=Moment(noon(today) + 8 * 3_600_000_000),
        zone=ZONE.key,
        level=level,
        reason="",
        grounds=Grounds(reviews=4210, days=151, lessons_a_day=980, accuracy=8840, milliseconds_a_review=9200),
        outcomes=(
            outcome("own pace", None, 9.8, today, level),
            *(outcome(f"{pace} lessons a day", pace, pace, today, level) for pace in paces),
        ),
    )


def without_grounds(reason: str = _REASON) -> Projection:
    """Return a projection that has no numbers, and says why."""
    return replace(projection(), reason=reason, grounds=None, outcomes=())


def outcome(label: str, lessons: int | None, pace: float, today: date, level: int) -> Outcome:
    """Return what comes of *pace* lessons a day: fifteen reviews a day for each, six minutes for forty."""
    reviews = round(15 * pace)
    return Outcome(
        label=label,
        lessons_a_day=lessons,
        reviews_a_day=reviews,
        minutes_a_day=round(reviews * 0.15),
        days=tuple(_day(today + timedelta(days=ahead), reviews, ahead) for ahead in range(1, DAYS + 1)),
        weeks=tuple(
            ProjectedWeek(ahead, noon(today + timedelta(days=ahead)), band(7 * reviews, 10))
            for ahead in range(7, DAYS + 1, 7)
        ),
        stages=tuple(
            ProjectedStages(
                months,
                noon(today + timedelta(days=30 * months)),
                tuple(band(share * months, 20) for share in (10, 100, 300, 250, 350, 200)),
            )
            for months in (1, 3, 6, 12)
        ),
        dates=tuple(_dates(pace, today, level)),
    )


def band(middle: int, percent: int) -> Band:
    """Return a band of *middle* with *percent* of it on both sides."""
    apart = middle * percent // 100
    return Band(middle - apart, middle, middle + apart)


def _day(day: date, reviews: int, ahead: int) -> ProjectedDay:
    # A Sunday has half the reviews, and what is farther away is less sure.
    done = reviews // 2 if day.isoweekday() == 7 else reviews
    unsure = min(80, 20 + ahead // 5)
    return ProjectedDay(
        noon=noon(day),
        due=_count(reviews, unsure),
        done=_count(done, unsure),
        backlog=_count(reviews - done, unsure),
        minutes=band(round(done * 0.15), unsure),
    )


def _count(total: int, unsure: int) -> ProjectedCount:
    return ProjectedCount(band(total, unsure), tuple(band(total * share // 100, unsure) for share in _SHARES))


def _dates(pace: float, today: date, level: int) -> list[ProjectedDate]:
    """Return dates: a level for every 140 lessons, all burned half a year after the last of them."""
    days = 140 / max(pace, 1)
    levels = [
        (f"{reached:02}", today + timedelta(days=round(days * (reached - level))))
        for reached in range(level + 1, 61)
    ]
    last = levels[-1][1] if levels else today
    levels.append((ALL_BURNED, last + timedelta(days=182)))
    return [_date(name, day, (day - today) // 10) for name, day in levels]


def _date(level: str, day: date, apart: timedelta) -> ProjectedDate:
    return ProjectedDate(level, noon(day - apart), noon(day), noon(day + apart))
