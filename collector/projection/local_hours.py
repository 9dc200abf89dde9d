"""The hours ahead, and the local days and hours they are in where the learner is."""

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from collector.core.local_time import local_date, midnight, noon
from collector.core.moments import HOUR, Moment, hour_of, instant
from collector.projection.arrays import Ints


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
    local = [instant(Moment(start + n * HOUR)).astimezone(zone) for n in range(count)]
    return LocalHours(
        start=start,
        today=today,
        zone=zone,
        day=np.array([at.toordinal() for at in local]) - today.toordinal(),
        hour=np.array([at.hour for at in local]),
    )
