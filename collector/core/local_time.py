"""The learner's days: which one a moment lies in, and the moments that one is known by."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from collector.core.moments import Moment, instant, moment

_NOON = time(12)


def local_date(at: Moment, zone: ZoneInfo) -> date:
    """Return the day that *at* lies in where the learner is."""
    return instant(at).astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> Moment:
    """Return the first moment of a local day, also of one whose midnight daylight saving skips."""
    return moment(datetime.combine(day, time(), tzinfo=zone))


def noon(day: date, zone: ZoneInfo) -> Moment:
    """Return the noon of a local day: what a day is known by where two zones could take it for another."""
    return moment(datetime.combine(day, _NOON, tzinfo=zone))
