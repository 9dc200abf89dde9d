"""The rows of a collection, with a version and a newest stamp, so that a change is noticed without a scan."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from typing import Generic, Protocol, TypeVar


class Row(Protocol):
    """The fields that every row of every collection has."""

    id: int
    changed_at: datetime


R = TypeVar("R", bound=Row)

_AT = itemgetter(0)
# Besides the newest two changes of each row, this many are kept before older ones are dropped.
_MORE_CHANGES = 1000


class RowTable(Generic[R]):
    """Rows in the order of their ids. *newest* is the latest stamp, *version* grows with every change."""

    def __init__(self) -> None:
        self._rows: dict[int, R] = {}
        self._changes: list[tuple[datetime, int]] = []  # when which row changed, by time
        self.newest: datetime | None = None
        self.version = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows.values())

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._rows

    def __getitem__(self, row_id: int) -> R:
        return self._rows[row_id]

    def get(self, row_id: int) -> R | None:
        """Return the row of that id, if there is one."""
        return self._rows.get(row_id)

    def changed_after(self, moment: datetime) -> Iterator[R]:
        """Return the rows that changed strictly after *moment*, in the order of their ids."""
        first = bisect_right(self._changes, moment, key=_AT)
        changed = {row_id for _, row_id in self._changes[first:]}
        return (row for row_id in sorted(changed) if (row := self._rows[row_id]).changed_at > moment)

    def next_id(self) -> int:
        """Return the id the next row will have; ids only grow."""
        return next(reversed(self._rows), 0) + 1

    def add(self, row: R) -> R:
        """Add a row, whose id must be larger than all before, and return it."""
        self._rows[row.id] = row
        self.stamp(row, row.changed_at)
        return row

    def stamp(self, row: R, at: datetime) -> None:
        """Record that *row* changed at *at*."""
        row.changed_at = at
        self.version += 1
        if self.newest is None or at > self.newest:
            self.newest = at
        insort(self._changes, (at, row.id))
        if len(self._changes) > 2 * len(self._rows) + _MORE_CHANGES:
            self._changes = sorted((row.changed_at, row.id) for row in self)
