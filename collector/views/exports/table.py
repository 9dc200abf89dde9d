"""The shape of every export: columns, and rows of plain values.

>>> ExportFilter(now=Moment(0), zone=ZoneInfo("UTC"), kinds=frozenset({"kanji"})).includes("radical")
False
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.moments import ALWAYS, Moment


@dataclass(frozen=True, slots=True)
class Timestamp:
    """A moment, shown in the reader's zone."""

    moment: Moment


# What is said of an item, in this order.
ITEM_COLUMNS = (
    "characters",
    "meanings",
    "readings",
    "other_meanings",
    "other_readings",
    "subject_type",
    "level",
    "srs_stage",
)

Cell = str | int | float | date | Timestamp | tuple[str, ...] | tuple[Timestamp, ...] | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with a cell for each of *columns*.

    *terminal_columns* are those that a terminal shows (all, if empty). *of_items*: each row is an item to
    learn, and can be a flash card.
    """

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    terminal_columns: tuple[str, ...] = ()
    of_items: bool = False


@dataclass(frozen=True, slots=True)
class ExportFilter:
    """The rows to export: from *since* to before *until*, of *kinds* of subject (empty: all), of *levels*.

    An item is known from *stage* on; *by* is the step of time. Days are those of *zone*.
    """

    now: Moment
    zone: ZoneInfo
    since: Moment = ALWAYS[0]
    until: Moment = ALWAYS[1]
    kinds: frozenset[str] = frozenset()
    levels: range = field(default=range(1000))
    stage: int = 5
    by: str = "day"

    def includes(self, kind: str) -> bool:
        """Return True if items of *kind* are wanted."""
        return not self.kinds or kind in self.kinds
