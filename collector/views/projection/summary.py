"""The figures of a projection for a person: a row for each, a column for each way to go on.

>>> in_band(Band(120, 142, 1160)), in_band(Band(0, 0, 0))
('142 (120–1,160)', '0')
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.percent import percent
from collector.core.projection import Band, Grounds, Outcome, ProjectedDay, Projection
from collector.core.stages import GROUPS
from collector.core.wording import counted
from collector.views.projection.dates import date_band, in_short, landmarks, name_of
from collector.views.projection.weeks import DAYS_A_WEEK, a_day

# Some of the weeks and of the days to come; all of them are in the files for programs.
_WEEKS = (1, 4, 12, 26, 52)
_DAYS = (7, 30, 90, 365)
_MINUTE = 60_000
_ITEM_GROUPS = ("lesson", *GROUPS)


class Row(NamedTuple):
    """A line: what it is, and what it is for each outcome; no cells where it is a title or a gap."""

    label: str
    cells: Sequence[str] = ()


def in_band(band: Band) -> str:
    """Return the middle of *band*, and in brackets its ends unless they are the same."""
    middle = f"{band.p50:,}"
    return middle if band.p10 == band.p90 else f"{middle} ({band.p10:,}–{band.p90:,})"


def grounds_sentence(grounds: Grounds) -> str:
    """Return the sentence about what a projection is based on."""
    return (
        f"Based on {counted(grounds.reviews, 'review')} on {counted(grounds.days, 'day')}: "
        f"{percent(grounds.accuracy, 10_000, decimals=1)} % without a wrong answer, "
        f"{grounds.lessons_a_day / 100:.1f} lessons a day, {grounds.milliseconds_a_review / 1000:.1f} s a "
        "review."
    )


def summary(projection: Projection, today: date, *, every_level: bool) -> Iterator[Row]:
    """Yield the rows: means, some weeks and days, items by stage, when levels are reached.

    Of the levels, the next five and the last; all of them with *every_level*.
    """
    outcomes = projection.outcomes
    yield Row("A day, mean of a year")
    yield Row("  reviews", [f"{one.reviews_a_day:,}" for one in outcomes])
    yield Row("  minutes", [f"{one.minutes_a_day:,}" for one in outcomes])
    yield from _weeks(projection)
    yield from _days(outcomes)
    yield from _items(outcomes)
    yield from _levels(projection, today, every_level=every_level)


def _weeks(projection: Projection) -> Iterator[Row]:
    a_review = projection.grounds.milliseconds_a_review / _MINUTE if projection.grounds else 0
    for title, each in (("Reviews a day, mean of", 1.0), ("Minutes a day, mean of", a_review)):
        yield Row(title)
        for weeks in zip(*(one.weeks for one in projection.outcomes), strict=True):
            number = weeks[0].days_ahead // DAYS_A_WEEK
            if number in _WEEKS:
                yield Row(f"  week {number}", [in_band(a_day(week.done, each)) for week in weeks])


def _days(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    for title, counts in _COUNTS:
        yield Row(title)
        for number in _DAYS:
            days = (one.days[:number][-1] for one in outcomes)
            yield Row(f"  day {number}", [in_band(counts(day)) for day in days])


_COUNTS: tuple[tuple[str, Callable[[ProjectedDay], Band]], ...] = (
    ("Reviews that fall due on", lambda day: day.due.total),
    ("Backlog at the end of", lambda day: day.backlog.total),
)


def _items(outcomes: Sequence[Outcome]) -> Iterator[Row]:
    for stages in zip(*(one.stages for one in outcomes), strict=True):
        yield Row(f"Items in {counted(stages[0].months, 'month')}")
        for place, group in enumerate(_ITEM_GROUPS):
            yield Row(f"  {group}", [in_band(one.by_group[place]) for one in stages])


def _levels(projection: Projection, today: date, *, every_level: bool) -> Iterator[Row]:
    own = projection.outcomes[0].dates
    zone = ZoneInfo(projection.zone)
    by_level = [{each.level: each for each in one.dates} for one in projection.outcomes]
    if own:
        yield Row("Reached")
    for each in own if every_level else landmarks(own):
        bands = (date_band(dates[each.level], zone) for dates in by_level)
        yield Row(f"  {name_of(each)}", [in_short(band, today) for band in bands])
