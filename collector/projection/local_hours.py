"""The hours ahead, and the local days and hours they are in where the learner is."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from collector.core.moments import HOUR, Moment, hour_of, instant, moment
from collector.projection.arrays import Ints

_NOON = time(12)


class LocalHours(NamedTuple):
    """The hours from the one that *start* begins: for each its day, counted from today, and local hour."""

    start: Moment
    today: date
    zone: ZoneInfo
    day: Ints
    hour: Ints

    def noon(self, day: int) -> Moment:
        """Return the local noon of the *day* that many days after today."""
        return local_noon(self.today + timedelta(days=day), self.zone)


def local_hours(at: Moment, zone: ZoneInfo, days: int) -> LocalHours:
    """Return the hours from the one of *at* to the end of the day that is *days* after today."""
    start = hour_of(at)
    today = instant(at).astimezone(zone).date()
    midnight = moment(datetime.combine(today + timedelta(days=days + 1), time(), tzinfo=zone))
    count = -((start - midnight) // HOUR)
    local = [instant(Moment(start + n * HOUR)).astimezone(zone) for n in range(count)]
    return LocalHours(
        start=start,
        today=today,
        zone=zone,
        day=np.array([at.toordinal() for at in local]) - today.toordinal(),
        hour=np.array([at.hour for at in local]),
    )


def local_noon(day: date, zone: ZoneInfo) -> Moment:
    """Return the noon of a local day."""
    return moment(datetime.combine(day, _NOON, tzinfo=zone))
