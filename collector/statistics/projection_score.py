"""Compares a projected week with the real one."""

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import fmean
from zoneinfo import ZoneInfo

from collector.core.local_time import midnight
from collector.core.moments import DAY, Moment
from collector.core.projection import ProjectedWeek
from collector.core.projection_facts import ProjectionScore


def week_bounds(last: date, zone: ZoneInfo) -> tuple[Moment, Moment]:
    """Return the first moment of the seven local days that end with *last*, and the first one after them."""
    return midnight(last - timedelta(days=6), zone), midnight(last + timedelta(days=1), zone)


def score(week: ProjectedWeek, came: int, reached: Sequence[tuple[Moment, Moment]]) -> ProjectionScore:
    """Return how *week* compares with the reviews that *came*, and with the levels *reached* in it.

    Of each of these it is given when it was projected for, and when it was reached.
    """
    days_off = [(at - projected) / DAY for projected, at in reached]
    return ProjectionScore(
        at=week.ends,
        days_ahead=week.days_ahead,
        projected=week.done.p50,
        low=week.done.p10,
        high=week.done.p90,
        came=came,
        level_days_off=round(fmean(days_off), 2) if days_off else None,
    )
