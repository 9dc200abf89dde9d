"""Decides which account is polled next. Has no clock: the time is an argument. Callers must hold a lock.

>>> from datetime import UTC
>>> noon = datetime(2024, 1, 1, 12, tzinfo=UTC)
>>> queue = PollQueue()
>>> queue.put("anna", noon)
>>> queue.put("ben", noon + timedelta(minutes=5))
>>> queue.take(noon), queue.take(noon), queue.pause(noon)
('anna', None, datetime.timedelta(seconds=300))
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import heappop, heappush

# A first poll fetches and holds all that an account has; 50 MiB at level 60.
FIRST_AT_ONCE = 3


class PollQueue:
    """The next turn of each account; one that is late has one turn, whatever it missed.

    An account whose turn it is has no other until `end`. Of *first* turns, which take much memory,
    only so many are taken at a time, and let the others pass.
    """

    def __init__(self, first_at_once: int = FIRST_AT_ONCE) -> None:
        self._first_at_once = first_at_once
        self._due: dict[str, tuple[datetime, bool]] = {}
        # What left `_due`, or has another time there, is still in its heap, and skipped.
        self._heaps: tuple[list[tuple[datetime, str]], list[tuple[datetime, str]]] = ([], [])
        self._taken: dict[str, bool] = {}
        self._hurried: set[str] = set()

    def __len__(self) -> int:
        """Return the number of accounts, including those that have a turn."""
        return len(self._due.keys() | self._taken.keys())

    def put(self, name: str, due: datetime, *, first: bool = False) -> None:
        """Give *name* its next turn at *due*, in place of one that it has, or after the running one."""
        if name in self._taken:
            self._hurried.add(name)
            return
        self._due[name] = due, first
        heappush(self._heaps[first], (due, name))

    def take(self, now: datetime) -> str | None:
        """Start and return the turn of the account that has waited longest; None if none is due."""
        first = self._next_kind()
        if first is None or self._heaps[first][0][0] > now:
            return None
        _, name = heappop(self._heaps[first])
        del self._due[name]
        self._taken[name] = first
        return name

    def end(self, name: str, now: datetime, due: datetime | None, *, first: bool = False) -> None:
        """End the turn of *name*: the next one is at *due*, or *now* if it is to hurry; None: never."""
        del self._taken[name]
        if name in self._hurried:
            due = now
        self._hurried.discard(name)
        if due is not None:
            self.put(name, due, first=first)

    def remove(self, name: str) -> None:
        """Forget the next turn of *name*."""
        self._due.pop(name, None)
        self._hurried.discard(name)

    def hurry(self, names: Iterable[str], now: datetime) -> None:
        """Make *names* due now; those that have a turn, once it ends."""
        for name in names:
            if name in self._due:
                self.put(name, now, first=self._due[name][1])
            elif name in self._taken:
                self._hurried.add(name)

    def hurry_all(self, now: datetime) -> None:
        """Make every account due now; those that have a turn, once it ends."""
        self.hurry([*self._due, *self._taken], now)

    def pause(self, now: datetime) -> timedelta | None:
        """Return the time until the next turn, None if no account can have one."""
        first = self._next_kind()
        return None if first is None else max(timedelta(0), self._heaps[first][0][0] - now)

    def _next_kind(self) -> bool | None:
        kinds = [first for first in (False, True) if self._valid(first)]
        if list(self._taken.values()).count(True) >= self._first_at_once:
            kinds = [first for first in kinds if not first]
        return min(kinds, key=lambda first: self._heaps[first][0], default=None)

    def _valid(self, first: bool) -> bool:
        heap = self._heaps[first]
        while heap and self._due.get(heap[0][1]) != (heap[0][0], first):
            heappop(heap)
        return bool(heap)
