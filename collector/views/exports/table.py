"""What every export is: columns, and rows of plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.moments import ALWAYS, Moment


@dataclass(frozen=True, slots=True)
class At:
    """A moment; people read it in their own zone."""

    moment: Moment


Cell = str | int | float | date | At | tuple[str, ...] | tuple[At, ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a cell for each of *columns*.

    *brief* are the columns that a terminal shows (all, where none are named), *card* those of a flash card,
    its front first; none where a row is nothing to learn.
    """

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    brief: tuple[str, ...] = ()
    card: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """What of it is wanted: from *since* to before *until*, of *kinds* of subject (empty: all), of *levels*.

    *stage* is the least for an item to be known, *by* the step of time.
    """

    now: Moment
    zone: ZoneInfo
    since: Moment = ALWAYS[0]
    until: Moment = ALWAYS[1]
    kinds: frozenset[str] = frozenset()
    levels: range = field(default=range(1000))
    stage: int = 5
    by: str = "day"

    def has(self, kind: str) -> bool:
        """Whether items of *kind* are wanted."""
        return not self.kinds or kind in self.kinds
