"""The time a poll may take before it is left to the next one.

The rate window's waits cost it nothing, and further pages little, so that a first sync over a slow line can
finish.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from collector.core.clock import Clock

# A poll promises to end within 90 s. An exchange that starts in time may outlast this by `GRACE`, so that a
# body that comes too slowly is distinguished from a server that does not answer.
POLL_BUDGET = timedelta(seconds=60)
GRACE = timedelta(seconds=1)
READ_TIMEOUT = timedelta(seconds=25)
# Connecting tries every address of the host for this long each.
CONNECT_TIMEOUT = timedelta(seconds=5)
# What a further page may take without cost to the budget, and all of them together.
PAGE_ALLOWANCE = timedelta(seconds=10)
TOTAL_PAGE_ALLOWANCE = timedelta(minutes=10)


class TimeBudget:
    """The time left to a poll; waits for the rate window and, up to a limit, further pages cost nothing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.elapsed() + POLL_BUDGET
        self._allowance_left = TOTAL_PAGE_ALLOWANCE

    @property
    def left(self) -> timedelta:
        """Return how long the poll may go on; negative when its time is over."""
        return self._end - self._clock.elapsed()

    @property
    def left_for_an_exchange(self) -> timedelta:
        """Return how long the next request may take in all, with its response; never nothing."""
        return max(self.left, timedelta(0)) + GRACE

    def pause(self, duration: timedelta) -> None:
        """Wait at the poll's own cost; raises `Stopped` at once when the process is to end."""
        self._clock.wait(duration)

    def wait_for_rate_limit(self, duration: timedelta) -> None:
        """Wait for the rate window, at no cost to the poll; raises `Stopped` like `pause`."""
        before = self._clock.elapsed()
        self._clock.wait(duration)
        self._end += self._clock.elapsed() - before

    @contextmanager
    def page_allowance(self) -> Iterator[None]:
        """Credit the time that the `with` block took, up to the allowance, unless the block raises."""
        before = self.left
        yield
        credit = min(before - self.left, PAGE_ALLOWANCE, self._allowance_left)
        self._allowance_left -= credit
        self._end += credit
