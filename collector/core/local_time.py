"""Local days: the day of a moment, and the midnight and noon of a day."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from collector.core.moments import Moment, instant, moment

_NOON = time(12)


def local_date(at: Moment, zone: ZoneInfo) -> date:
    """Return the learner's local day at the moment *at*."""
    return instant(at).astimezone(zone).date()


def midnight(day: date, zone: ZoneInfo) -> Moment:
    """Return the first moment of a local day, also of one whose midnight daylight saving skips."""
    return moment(datetime.combine(day, time(), tzinfo=zone))


def noon(day: date, zone: ZoneInfo) -> Moment:
    """Return the noon of a local day: what a day is known by where two zones could take it for another."""
    return moment(datetime.combine(day, _NOON, tzinfo=zone))
