"""The rows in which scripts for the browser (heatmaps among them) keep reviews, to draw them.

    [milliseconds since 1970, subject, stage before, wrong meanings, wrong readings]

Source: the script "WaniKani Review Cache", 1.0.4 to 1.2.10, and "WaniKani_SyncReviews" of 2025, which exports
its rows. What the former stores has differences in place of times, from the second row on, and until 1.0
minutes in place of milliseconds. Programs that read such rows may have made seconds of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from collector.importers.count_rules import WANIKANI_OPENED

COLUMNS = (
    "created_at",
    "subject_id",
    "starting_srs_stage",
    "incorrect_meaning_answers",
    "incorrect_reading_answers",
)
_OPENED = WANIKANI_OPENED // 1000
_MINUTE = 60_000
_SECOND = 1000
# Minutes since 1970 have not as many digits for a thousand years, seconds have not so many for centuries, and
# milliseconds had them in that year.
_MOST_MINUTES = 10**9
_MOST_SECONDS = 2 * 10**10
# Milliseconds of no calendar. A number can be so great that an integer of it takes all memory.
_TOO_FAR = 10**15


def is_cache_row(cells: Sequence[object]) -> bool:
    """Return True if *cells* are such a row, or are meant as one: five, the first of them may be a time.

    >>> is_cache_row([1501891151193, 440, 1, 0, 0]), is_cache_row(["a", 1, 2, 3, 4])
    (True, False)
    """
    first = cells[0] if len(cells) == len(COLUMNS) else None
    return isinstance(first, int | float | Decimal) and 0 <= first < _TOO_FAR


@dataclass(slots=True)
class CacheTimes:
    """Reads the times of one list of rows, in their order.

    *are_differences* is known from the second row on: a difference that is as long as the time since 1970
    was at WaniKani's opening does not occur.

    >>> times = CacheTimes()
    >>> [times.milliseconds(written) for written in (1501891151193, 2000, 500)]
    [1501891151193, 1501891153193, 1501891153693]
    """

    are_differences: bool | None = None
    _unit: int = 0
    _last: int = 0

    def milliseconds(self, written: int | float | Decimal) -> int:
        """Return the time of the next row in milliseconds since 1970."""
        if not self._unit:
            self._unit = _unit_of(written)
            self._last = self._in_milliseconds(written)
            return self._last
        found = self._in_milliseconds(written)
        if self.are_differences is None:
            self.are_differences = found < _OPENED
        self._last = self._last + found if self.are_differences else found
        return self._last

    def _in_milliseconds(self, written: int | float | Decimal) -> int:
        return round(written * self._unit)


def _unit_of(first: int | float | Decimal) -> int:
    """Return the milliseconds in the unit of a time since 1970."""
    if first < _MOST_MINUTES:
        return _MINUTE
    return _SECOND if first < _MOST_SECONDS else 1
