"""The weeks of a projection as reviews a day: a week's band is far narrower than those of its days.

Half of the futures may rest on any day, and hardly one of them rests for a week.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.projection import Band, Outcome, ProjectedWeek

DAYS_A_WEEK = 7


def a_day(week: Band, each: float = 1) -> Band:
    """Return the band of a day's mean in a week that has the band *week* of reviews, which count *each*.

    >>> a_day(Band(280, 476, 701)), a_day(Band(280, 476, 701), 0.2)
    (Band(p10=40, p50=68, p90=100), Band(p10=8, p50=14, p90=20))
    """
    return Band(*(round(count * each / DAYS_A_WEEK) for count in week))


def first_day(week: ProjectedWeek, zone: ZoneInfo) -> date:
    """Return the day in *zone* on which *week* begins."""
    return local_date(week.ends, zone) - timedelta(days=DAYS_A_WEEK - 1)


def weeks_to_come(outcome: Outcome, zone: ZoneInfo, today: date) -> list[ProjectedWeek]:
    """Return the weeks that are not over *today*: a projection may be days old."""
    return [week for week in outcome.weeks if local_date(week.ends, zone) > today]


def scheduled_a_day(
    scheduled: Mapping[date, int], weeks: Sequence[ProjectedWeek], zone: ZoneInfo, today: date
) -> list[float]:
    """Return what is *scheduled* a day in each of *weeks*, of their days after *today*."""
    return [_mean_after(today, scheduled, first_day(week, zone)) for week in weeks]


def _mean_after(today: date, scheduled: Mapping[date, int], first: date) -> float:
    days = (first + timedelta(days=ahead) for ahead in range(DAYS_A_WEEK))
    to_come = [scheduled.get(day, 0) for day in days if day > today]
    return round(sum(to_come) / len(to_come), 1)
