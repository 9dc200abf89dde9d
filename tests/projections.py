"""Projections as tests need them: of a few days, each with its own numbers."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.moments import HOUR, Moment
from collector.core.projection import (
    Band,
    Grounds,
    Outcome,
    ProjectedCount,
    ProjectedDate,
    ProjectedDay,
    ProjectedWeek,
    Projection,
)

GROUNDS = Grounds(reviews=900, days=60, lessons_a_day=1234, accuracy=8765, milliseconds_a_review=9000)


def noon_of(day: date, zone: str = "UTC") -> Moment:
    """Return the noon of a local day, of one without a change of clocks."""
    return Moment(midnight(day, ZoneInfo(zone)) + 12 * HOUR)


def noon_after(at: Moment, days: int, zone: str = "UTC") -> Moment:
    """Return the noon of the local day so many *days* after that of *at*."""
    return noon_of(local_date(at, ZoneInfo(zone)) + timedelta(days=days), zone)


def dated(level: str, at: Moment, *, early: int = 1, late: int = 2) -> ProjectedDate:
    """Return the date of *level*, with a band of so many days."""
    return ProjectedDate(level, Moment(at - early * 24 * HOUR), at, Moment(at + late * 24 * HOUR))


def projected(
    at: Moment,
    *reviews: int,
    zone: str = "UTC",
    dates: tuple[ProjectedDate, ...] = (),
    weeks: tuple[ProjectedWeek, ...] = (),
    paces: tuple[int, ...] = (5, 10),
) -> Projection:
    """Return a projection with so many *reviews* on each of the days to come."""
    days = tuple(day(noon_after(at, ahead, zone), count) for ahead, count in enumerate(reviews, 1))
    own = Outcome("own pace", None, 120, 25, days, weeks, (), dates)
    others = (Outcome(f"{pace} lessons a day", pace, 9 * pace, 2 * pace, days, (), (), ()) for pace in paces)
    return Projection(at, zone, 12, "", GROUNDS, (own, *others))


def without_grounds(at: Moment, *, zone: str = "UTC") -> Projection:
    """Return a projection that says why there is none."""
    return Projection(at, zone, 12, "On vacation nothing falls due.", None, ())


def day(noon: Moment, reviews: int) -> ProjectedDay:
    """Return a day on which about so many *reviews* fall due; what is done and left follows from it."""
    due = Band(reviews - 1, reviews, reviews + 1)
    return ProjectedDay(
        noon=noon,
        due=_count(due),
        done=_count(Band(*(count + 10 for count in due))),
        backlog=_count(Band(*(count + 20 for count in due))),
        minutes=Band(*(count + 30 for count in due)),
    )


def _count(total: Band) -> ProjectedCount:
    return ProjectedCount(total, (Band(0, 1, 2), Band(0, 0, 0), Band(0, 0, 1), Band(1, 1, 1)))
