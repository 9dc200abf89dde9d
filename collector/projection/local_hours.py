"""The hours ahead, and the local days and hours they are in where the learner is."""

from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from collector.core.local_time import local_date, midnight, noon
from collector.core.moments import DAY, HOUR, Moment, hour_of, instant, moment
from collector.projection.arrays import Ints

_EPOCH = date(1970, 1, 1)


class LocalHours(NamedTuple):
    """The hours from the one that *start* begins: for each its day, counted from today, and local hour."""

    start: Moment
    today: date
    zone: ZoneInfo
    day: Ints
    hour: Ints

    def noon(self, day: int) -> Moment:
        """Return the local noon of the *day* that many days after today."""
        return noon(self.today + timedelta(days=day), self.zone)


def local_hours(at: Moment, zone: ZoneInfo, days: int) -> LocalHours:
    """Return the hours from the one of *at* to the end of the day that is *days* after today."""
    start = hour_of(at)
    today = local_date(at, zone)
    count = -((start - midnight(today + timedelta(days=days + 1), zone)) // HOUR)
    local = start + np.arange(count) * HOUR + _offsets(start, count, zone)
    return LocalHours(
        start=start,
        today=today,
        zone=zone,
        day=local // DAY - (today - _EPOCH).days,
        hour=local // HOUR % 24,
    )


def _offsets(start: Moment, count: int, zone: ZoneInfo) -> Ints:
    """Return how far the clocks of *zone* are ahead of UTC, in microseconds, in each of *count* hours.

    A clock changes at most once a day: only days whose offset changes are computed hour by hour.
    """
    days = [_offset(Moment(start + n * DAY), zone) for n in range(count // 24 + 2)]
    found = np.repeat(days, 24)
    for day, (before, after) in enumerate(pairwise(days)):
        if before != after:
            hours = range(24 * day, 24 * day + 24)
            found[hours.start : hours.stop] = [_offset(Moment(start + n * HOUR), zone) for n in hours]
    return found[:count]


def _offset(at: Moment, zone: ZoneInfo) -> int:
    return moment(instant(at).astimezone(zone).replace(tzinfo=UTC)) - at
