"""A projection as facts, and what of them a newer one changes.

Only the newest stands. A day that is over keeps what was last projected for it; of the days to come, those
that the newest does not have are withdrawn: their values become zeros.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import Moment, seconds_between
from collector.core.projection import (
    ALL_BURNED,
    QUANTILES,
    SCORED_DAYS_AHEAD,
    Outcome,
    ProjectedDate,
    ProjectedDay,
    Projection,
    Quantile,
)
from collector.core.projection_change import ProjectionChange
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace
from collector.core.projection_text import to_text

OWN = "own"

Bands = dict[tuple[Moment, Quantile], ProjectedBand]


class ChangedDays(NamedTuple):
    """The bands of days that are *over*, as they stay; those that are *withdrawn*; and those to *write*."""

    over: list[ProjectedBand]
    withdrawn: list[ProjectedBand]
    write: list[ProjectedBand]


def change(before: Projection | None, now: Projection) -> ProjectionChange:
    """Return all that is written when *now* takes the place of *before*."""
    days = changed_days(before, now)
    weeks = now.own.weeks if now.own else ()
    return ProjectionChange(
        at=now.at,
        zone=now.zone,
        replaces=before.at if before else None,
        over=days.over,
        withdrawn=days.withdrawn,
        days=days.write,
        levels=changed_levels(before, now),
        paces=changed_paces(before, now),
        weeks=[week for week in weeks if week.days_ahead in SCORED_DAYS_AHEAD],
        reason=now.reason,
        text=to_text(now),
    )


def first_moment(projection: Projection) -> Moment:
    """Return when the first day begins that *projection* is about: the day after it was made."""
    zone = ZoneInfo(projection.zone)
    return midnight(local_date(projection.at, zone) + timedelta(days=1), zone)


def bands(projection: Projection | None) -> Bands:
    """Return the bands of all days at the learner's own pace, in the order of time."""
    days = projection.own.days if projection and projection.own else ()
    return {(band.at, band.quantile): band for day in days for band in _bands_of(day)}


def _bands_of(day: ProjectedDay) -> Iterator[ProjectedBand]:
    for quantile in QUANTILES:
        yield ProjectedBand(
            at=day.noon,
            quantile=quantile,
            due=getattr(day.due.total, quantile),
            done=getattr(day.done.total, quantile),
            backlog=getattr(day.backlog.total, quantile),
            minutes=getattr(day.minutes, quantile),
        )


def changed_days(before: Projection | None, now: Projection) -> ChangedDays:
    """Return the changes of the days when *now* takes the place of *before*."""
    written, projected = bands(before), bands(now)
    starts = first_moment(now)
    gone = [band for key, band in written.items() if key not in projected]
    return ChangedDays(
        over=[band for band in gone if band.at < starts],
        withdrawn=[_emptied(band) for band in gone if band.at >= starts],
        write=[band for key, band in projected.items() if written.get(key) != band],
    )


def _emptied(band: ProjectedBand) -> ProjectedBand:
    return replace(band, due=0, done=0, backlog=0, minutes=0)


def levels(projection: Projection | None) -> dict[str, ProjectedLevel]:
    """Return the levels, and the day on which all is burned, that half the futures reach."""
    own = projection.own if projection else None
    if own is None:
        return {}
    found = (_level(date, _furthest(own)) for date in own.dates)
    return {level.level: level for level in found if level is not None}


def _furthest(outcome: Outcome) -> Moment:
    """Return a moment that the futures reach at least."""
    dated = [at for date in outcome.dates for at in (date.early, date.at, date.late) if at is not None]
    return max([*dated, *(day.noon for day in outcome.days[-1:])])


def _level(date: ProjectedDate, furthest: Moment) -> ProjectedLevel | None:
    if date.at is None:
        return None
    early = seconds_between(date.early, date.at) if date.early is not None else 0
    # Where a tenth of the futures end before, they reach it then or later.
    late = seconds_between(date.at, furthest if date.late is None else date.late)
    # Where all futures agree on the day: zeros would withdraw it.
    return ProjectedLevel(date.at, date.level, early, late if early or late else 1)


def changed_levels(before: Projection | None, now: Projection) -> list[ProjectedLevel]:
    """Return the levels to write when *now* takes the place of *before*, the withdrawn ones first.

    A level that moved is withdrawn at its old day. So is one that is not projected any more, unless its day
    is over: then it was reached, or is beyond what can be said.
    """
    written, projected = levels(before), levels(now)
    starts = first_moment(now)
    moved = [level for level in written.values() if _is_withdrawn(level, projected, starts)]
    withdrawn = [replace(level, early_seconds=0, late_seconds=0) for level in moved]
    return [*withdrawn, *(level for name, level in projected.items() if written.get(name) != level)]


def _is_withdrawn(level: ProjectedLevel, projected: Mapping[str, ProjectedLevel], starts: Moment) -> bool:
    now = projected.get(level.level)
    return level.at >= starts if now is None else level.at != now.at


def changed_paces(before: Projection | None, now: Projection) -> list[ProjectedPace]:
    """Return what comes of each pace by *now*; zeros for those that *before* had and *now* does not."""
    projected = paces(now)
    gone = [pace for name, pace in paces(before).items() if name not in projected]
    return [*projected.values(), *(_without_grounds(pace, now.at) for pace in gone)]


def paces(projection: Projection | None) -> dict[str, ProjectedPace]:
    """Return what comes of the learner's own pace, and of each number of lessons a day."""
    if projection is None or projection.own is None or projection.grounds is None:
        return {}
    own_lessons = round(projection.grounds.lessons_a_day / 100)
    found = {OWN: _pace(projection.at, OWN, own_lessons, projection.own)}
    for outcome in projection.outcomes[1:]:
        if outcome.lessons_a_day is not None:
            name = f"{outcome.lessons_a_day:02d}"
            found[name] = _pace(projection.at, name, outcome.lessons_a_day, outcome)
    return found


def _pace(at: Moment, name: str, lessons_a_day: int, outcome: Outcome) -> ProjectedPace:
    dates = {date.level: date.at for date in outcome.dates}
    return ProjectedPace(
        at=at,
        pace=name,
        lessons_a_day=lessons_a_day,
        reviews_a_day=outcome.reviews_a_day,
        minutes_a_day=outcome.minutes_a_day,
        level_60_at=dates.get(f"{HIGHEST_LEVEL:02d}"),
        burned_at=dates.get(ALL_BURNED),
    )


def _without_grounds(pace: ProjectedPace, at: Moment) -> ProjectedPace:
    return replace(
        pace, at=at, lessons_a_day=0, reviews_a_day=0, minutes_a_day=0, level_60_at=None, burned_at=None
    )
