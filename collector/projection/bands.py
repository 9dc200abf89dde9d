"""From simulated futures to bands: what a tenth, half and nine tenths of them do not exceed."""

from collections.abc import Sequence

import numpy as np

from collector.core.local_time import local_date, noon
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import HOUR, Moment
from collector.core.projection import (
    ALL_BURNED,
    Band,
    Outcome,
    ProjectedCount,
    ProjectedDate,
    ProjectedDay,
    ProjectedStages,
    ProjectedWeek,
)
from collector.projection.arrays import Ints
from collector.projection.futures import NEVER
from collector.projection.inputs import WhatIf
from collector.projection.local_hours import LocalHours
from collector.projection.simulation import DAYS_OF_MONTH, Counts

_SHARES = (0.1, 0.5, 0.9)
_WEEK = 7
_MINUTE = 60_000


def band(values: Ints) -> Band:
    """Return the band of *values*, one of each future; whole numbers that some future has."""
    return Band(*_nearest(values))


def _nearest(values: Ints) -> tuple[int, int, int]:
    """Return of the sorted *values* those nearest to each share: never one between two, which none has."""
    ordered = np.sort(values)
    low, middle, high = (int(ordered[round(share * (len(ordered) - 1))]) for share in _SHARES)
    return low, middle, high


def outcome(
    what_if: WhatIf, counts: Counts, *, hours: LocalHours, milliseconds: int, dates: Sequence[ProjectedDate]
) -> Outcome:
    """Return what comes of *what_if*, of which *counts* are; a review takes *milliseconds*."""
    done_a_day = float(counts.done[1:].sum(axis=2).mean())
    return Outcome(
        label=what_if.label,
        lessons_a_day=what_if.lessons_a_day,
        reviews_a_day=round(done_a_day),
        minutes_a_day=round(done_a_day * milliseconds / _MINUTE),
        days=tuple(_day(counts, day, hours, milliseconds) for day in range(1, len(counts.done))),
        weeks=_weeks(counts.done, hours),
        stages=tuple(_stages(months, stages, hours) for months, stages in counts.stages.items()),
        dates=tuple(dates),
    )


def _day(counts: Counts, day: int, hours: LocalHours, milliseconds: int) -> ProjectedDay:
    return ProjectedDay(
        noon=hours.noon(day),
        due=_count(counts.due[day]),
        done=_count(counts.done[day]),
        backlog=_count(counts.backlog[day]),
        minutes=band(counts.done[day].sum(axis=1) * milliseconds // _MINUTE),
    )


def _stages(months: int, stages: Ints, hours: LocalHours) -> ProjectedStages:
    return ProjectedStages(
        months, hours.noon(DAYS_OF_MONTH[months]), tuple(band(group) for group in stages.T)
    )


def _count(by_future: Ints) -> ProjectedCount:
    return ProjectedCount(band(by_future.sum(axis=1)), tuple(band(group) for group in by_future.T))


def _weeks(done: Ints, hours: LocalHours) -> tuple[ProjectedWeek, ...]:
    together = done.sum(axis=2)
    return tuple(
        ProjectedWeek(ahead, hours.noon(ahead), band(together[ahead - _WEEK + 1 : ahead + 1].sum(axis=0)))
        for ahead in range(_WEEK, len(done), _WEEK)
    )


def projected_dates(
    reached: Ints, burned_at: Ints, hours: LocalHours, *, level: int, highest: int
) -> list[ProjectedDate]:
    """Return the dates of the levels above *level* up to *highest*; after the last, that of all burned."""
    dates = [
        _date(f"{number:02d}", reached[:, number], hours)
        for number in range(level + 1, min(highest, HIGHEST_LEVEL) + 1)
    ]
    if highest >= HIGHEST_LEVEL:
        dates.append(_date(ALL_BURNED, burned_at, hours))
    return dates


def _date(level: str, hour: Ints, hours: LocalHours) -> ProjectedDate:
    early, at, late = (_noon(value, hours) for value in _nearest(hour))
    return ProjectedDate(level, early=early, at=at, late=late)


def _noon(hour: int, hours: LocalHours) -> Moment | None:
    if hour == NEVER:
        return None
    return noon(local_date(Moment(hours.start + hour * HOUR), hours.zone), hours.zone)
