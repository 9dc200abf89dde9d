"""The dates below a picture: the first of a month or a year, or days where it shows only some weeks. Pure."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment

_DAYS = (1, 2, 7, 14)
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_LONGEST_IN_DAYS = 60


class Tick(NamedTuple):
    """A date on the axis."""

    at: Moment
    name: str


def ticks(start: Moment, end: Moment, zone: ZoneInfo, most: int) -> list[Tick]:
    """Return at most *most* dates between *start* and *end*, at even steps, as *zone* has them."""
    first, last = local_date(start, zone), local_date(end, zone)
    for step in _DAYS if (last - first).days <= _LONGEST_IN_DAYS else ():
        found = [_tick(day, zone, f"{day.day} {day:%b}") for day in _every_days(first, last, step)]
        if len(found) <= most:
            return found
    found = []
    for step in _MONTHS:
        months = list(_every_months(first, last, step))
        form = "%Y" if step >= 12 else "%b %Y"
        found = [_tick(day, zone, f"{day:{form}}") for day in months]
        if len(found) <= most:
            break
    return found[:most]


def _tick(day: date, zone: ZoneInfo, name: str) -> Tick:
    return Tick(midnight(day, zone), name)


def _every_days(first: date, last: date, step: int) -> Iterator[date]:
    for number in range(step, (last - first).days + 1, step):
        yield first + timedelta(days=number)


def _every_months(first: date, last: date, step: int) -> Iterator[date]:
    for month in range(first.year * 12 + first.month, last.year * 12 + last.month):
        if month % step == 0:
            yield date(month // 12, month % 12 + 1, 1)
