"""The days of a projection in weeks: of a year more would not be seen on a chart.

>>> scheduled_weeks({date(2026, 11, 22): 14, date(2026, 11, 28): 7}, date(2026, 11, 21), weeks=2)
[2.0, 1.0]
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from collector.core.projection import Band

_LENGTH = 7


def mean_band(bands: Sequence[Band]) -> Band:
    """Return the means of the ends and of the middle of *bands*: the band of a usual day among them."""
    return Band(*(round(sum(values) / len(bands)) for values in zip(*bands, strict=True)))


def weekly(bands: Sequence[Band]) -> list[Band]:
    """Return the band of a usual day of each whole week."""
    starts = range(0, len(bands) - _LENGTH + 1, _LENGTH)
    return [mean_band(bands[start : start + _LENGTH]) for start in starts]


def scheduled_weeks(scheduled: Mapping[date, int], first: date, *, weeks: int) -> list[float]:
    """Return what is *scheduled* a day in each of so many *weeks*, from *first* on."""
    days = [scheduled.get(first + timedelta(days=ahead), 0) for ahead in range(weeks * _LENGTH)]
    return [_mean(days[start : start + _LENGTH]) for start in range(0, len(days), _LENGTH)]


def _mean(counts: Iterable[int]) -> float:
    return round(sum(counts) / _LENGTH, 1)
