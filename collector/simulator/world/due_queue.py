"""The due times of items, in buckets, so that a query costs only what is due."""

from bisect import bisect_right, insort
from collections.abc import Iterator
from datetime import datetime


class DueQueue:
    """The due times of many items; an item has at most one."""

    def __init__(self) -> None:
        self._due_at: dict[int, datetime] = {}
        self._buckets: dict[datetime, set[int]] = {}
        self._upcoming: list[datetime] = []  # the buckets' keys, by time
        self._arrived: set[int] = set()

    def put(self, item: int, at: datetime | None) -> None:
        """Make *item* due at *at* instead of any earlier time; None removes it."""
        self._remove(item)
        if at is None:
            return
        self._due_at[item] = at
        if at not in self._buckets:
            self._buckets[at] = set()
            insort(self._upcoming, at)
        self._buckets[at].add(item)

    def due(self, now: datetime) -> list[int]:
        """Return the items due at or before *now*, the longest waiting first. *now* must not go back."""
        self._move_due(now)
        return sorted(self._arrived, key=lambda item: (self._due_at[item], item))

    def count_due(self, now: datetime) -> int:
        """Return how many items `due` would."""
        self._move_due(now)
        return len(self._arrived)

    def coming(self) -> Iterator[tuple[datetime, list[int]]]:
        """Yield the items not due yet (as of the last query), by time."""
        for at in self._upcoming:
            if items := self._buckets[at]:
                yield at, sorted(items)

    def _move_due(self, now: datetime) -> None:
        arrived = bisect_right(self._upcoming, now)
        for at in self._upcoming[:arrived]:
            self._arrived |= self._buckets.pop(at)
        del self._upcoming[:arrived]

    def _remove(self, item: int) -> None:
        at = self._due_at.pop(item, None)
        if at is None:
            return
        self._arrived.discard(item)
        if at in self._buckets:
            self._buckets[at].discard(item)
