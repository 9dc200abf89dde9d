"""Which item's review is due when, in buckets, so that asking costs only what is due."""

from collections.abc import Iterator
from datetime import datetime
from heapq import heappop, heappush


class Schedule:
    """The due times of many items; an item has at most one."""

    def __init__(self) -> None:
        self._due_at: dict[int, datetime] = {}
        self._buckets: dict[datetime, set[int]] = {}
        self._upcoming: list[datetime] = []  # a heap of the buckets' keys, each once
        self._arrived: set[int] = set()

    def put(self, item: int, at: datetime | None) -> None:
        """Make *item* due at *at* instead of whenever it was; None takes it out."""
        self._take_out(item)
        if at is None:
            return
        self._due_at[item] = at
        if at not in self._buckets:
            self._buckets[at] = set()
            heappush(self._upcoming, at)
        self._buckets[at].add(item)

    def due(self, now: datetime) -> list[int]:
        """Return the items due at or before *now*, the longest waiting first. *now* must not go back."""
        self._let_arrive(now)
        return sorted(self._arrived, key=lambda item: (self._due_at[item], item))

    def count_due(self, now: datetime) -> int:
        """Return how many items `due` would."""
        self._let_arrive(now)
        return len(self._arrived)

    def coming(self) -> Iterator[tuple[datetime, list[int]]]:
        """Yield what is not due yet (as of the last asking), by time."""
        for at in sorted(self._buckets):
            if items := self._buckets[at]:
                yield at, sorted(items)

    def _let_arrive(self, now: datetime) -> None:
        while self._upcoming and self._upcoming[0] <= now:
            self._arrived |= self._buckets.pop(heappop(self._upcoming))

    def _take_out(self, item: int) -> None:
        at = self._due_at.pop(item, None)
        if at is None:
            return
        self._arrived.discard(item)
        if at in self._buckets:
            self._buckets[at].discard(item)
