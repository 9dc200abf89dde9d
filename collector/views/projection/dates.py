"""A day to come, as precisely as it can be said: near ones as a day, far ones as a month.

>>> today = date(2026, 11, 20)
>>> december = DateBand(date(2026, 12, 7), date(2026, 12, 9), date(2026, 12, 14))
>>> in_words(december, today), in_short(december, today)
('about 9 December (7–14 Dec)', '9 Dec (7–14 Dec)')
>>> in_words(DateBand(date(2029, 1, 3), date(2029, 3, 9), date(2029, 5, 1)), today)
'about March 2029 (Jan–May 2029)'
>>> in_words(DateBand(date(2031, 6, 2), None, None), today)
'not before June 2031'
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import SECOND, Moment
from collector.core.projection import ALL_BURNED, ProjectedDate
from collector.core.projection_facts import ProjectedLevel

# Beyond a quarter, a single day would be more precise than the futures are.
_NEAR = timedelta(days=92)
# From then on the name of a month alone could be this year's or the next one's.
_SAME_MONTH_AGAIN = timedelta(days=300)
_NEXT_LEVELS = 5


class DateBand(NamedTuple):
    """The days by which a tenth, half and nine tenths of the futures are there; None is beyond their end."""

    early: date | None
    at: date | None
    late: date | None


def date_band(projected: ProjectedDate, zone: ZoneInfo) -> DateBand:
    """Return the local days of *projected*, in the *zone* of its projection."""
    found = (projected.early, projected.at, projected.late)
    return DateBand(*(None if at is None else local_date(at, zone) for at in found))


def level_band(projected: ProjectedLevel, zone: ZoneInfo) -> DateBand:
    """Return the local days of *projected* in *zone*."""
    ends = (
        projected.at - projected.early_seconds * SECOND,
        projected.at,
        projected.at + projected.late_seconds * SECOND,
    )
    return DateBand(*(local_date(Moment(at), zone) for at in ends))


def in_words(band: DateBand, today: date) -> str:
    """Return when it is, and in brackets from when to when it is in 80 of 100 futures."""
    return _said(band, today, "about ", "%B")


def in_short(band: DateBand, today: date) -> str:
    """Return the same as `in_words` for a cell of a table."""
    return _said(band, today, "", "%b")


def name_of(projected: ProjectedDate | ProjectedLevel) -> str:
    """Return what is reached: `level 13`, or `all burned`."""
    return "all burned" if projected.level == ALL_BURNED else f"level {int(projected.level)}"


def landmarks(dates: Sequence[ProjectedDate], *, step: int = HIGHEST_LEVEL) -> list[ProjectedDate]:
    """Return the next five levels, every *step*-th one after them, the last one, and when all is burned."""
    levels = [each for each in dates if each.level != ALL_BURNED]
    kept = [*levels[:_NEXT_LEVELS], *levels[-1:]]
    return [each for each in dates if each in kept or each.level == ALL_BURNED or not int(each.level) % step]


def to_come(
    dates: Iterable[ProjectedDate], zone: ZoneInfo, today: date, *, level: int = 0
) -> list[ProjectedDate]:
    """Return those of *dates* that are not over, of levels above *level*: a projection may be days old."""
    return [
        each
        for each in dates
        if (each.at is None or local_date(each.at, zone) >= today)
        and (each.level == ALL_BURNED or int(each.level) > level)
    ]


def when_reached(dates: Sequence[ProjectedDate], zone: ZoneInfo, today: date) -> str:
    """Return when the first and the last level of *dates* are reached; without levels, when all is burned."""
    levels = [each for each in dates if each.level != ALL_BURNED]
    ends = dict.fromkeys([*levels[:1], *levels[-1:]]) or dates
    return " · ".join(f"{name_of(each)} {in_words(date_band(each, zone), today)}" for each in ends)


def _said(band: DateBand, today: date, lead: str, month: str) -> str:
    if band.at is None:
        if band.early is None:
            return "too far ahead to say"
        return f"not before {_named(band.early, month, near=_is_near(band.early, today))}"
    near = _is_near(band.at, today)
    spread = _spread(band.early or band.at, band.late, today) if near else _months(band)
    return f"{lead}{_named(band.at, month, near=near)}{spread and f' ({spread})'}"


def _is_near(day: date, today: date) -> bool:
    return day - today <= _NEAR


def _named(day: date, month: str, *, near: bool) -> str:
    return f"{day.day} {day:{month}}" if near else f"{day:{month}} {day.year}"


def _spread(early: date, late: date | None, today: date) -> str:
    """Return the days from *early* to *late*: `7–14 Dec`; nothing if they are one day."""
    first = f"{early.day} {early:%b}"
    if late is None:
        return f"{first} or later"
    if early == late:
        return ""
    if (early.year, early.month) == (late.year, late.month):
        first = f"{early.day}"
    year = f" {late.year}" if late - today > _SAME_MONTH_AGAIN else ""
    return f"{first}–{late.day} {late:%b}{year}"


def _months(band: DateBand) -> str:
    """Return the months from the early to the late day: `Jan–May 2029`; nothing if they are one month."""
    early, late = band.early or band.at, band.late
    first = f"{early:%b %Y}"
    if late is None:
        return f"{first} or later"
    last = f"{late:%b %Y}"
    if first == last:
        return ""
    return f"{early:%b}–{last}" if early and early.year == late.year else f"{first}–{last}"
